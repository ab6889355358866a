"""Sending over real SMTP: what the server answers, what the mail holds, what is not sent at all."""

import uuid
from email.header import decode_header, make_header

import pytest

from members import delivery, letters, outbox
from members.delivery import BLANKED
from members.models import OutboxMail
from members.tokens import PLACEHOLDER, token_for
from tests import factories as make
from tests.members.conftest import use
from tests.real_mail import SmtpSink

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("state", flat=True))


def test_accepted(news, smtp):
    mail = news.queue(to=make.PersonFactory(name="Ana Álvarez", email="ana@ejemplo.example"))
    delivery.deliver()
    (received,) = smtp.to("ana@ejemplo.example")
    assert received.message["Message-ID"] == mail.message_id
    assert str(make_header(decode_header(received.message["To"]))) == "Ana Álvarez <ana@ejemplo.example>"
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert received.message["Content-Language"] == "es"
    parts = {part.get_content_type(): part.get_content() for part in received.message.iter_parts()}
    assert "hay novedades" in parts["text/plain"] and "hay novedades" in parts["text/html"]
    mail.refresh_from_db()
    assert (mail.state, mail.answer, mail.attempts, mail.lease_token) == ("accepted", "250", 1, None)
    assert mail.finished_at
    assert [entry.accepted for entry in mail.tries.all()] == [True]


def test_the_html_is_the_text_escaped_with_its_links_and_each_has_its_own_token(news):
    words = "<b>hola</b> & adiós\r\n\r\nvea https://alianza.example/v/TOKEN-OF-THIS-RECIPIENT/ hoy"
    mails = [news.queue(str(number), words=words, link_uid=uuid.uuid4()) for number in range(2)]
    for mail in mails:
        html = delivery.message(mail).alternatives[0].content
        link = f"https://alianza.example/v/{token_for(mail.link_uid)}/"
        assert "&lt;b&gt;hola&lt;/b&gt; &amp; adiós</p>" in html and "<b>" not in html
        assert f'<a href="{link}" rel="nofollow">{link}</a> hoy' in html and "TOKEN-OF" not in html


def test_one_mail_a_recipient_over_one_connection(news, smtp):
    for key in range(5):
        news.queue(str(key))
    delivery.deliver()
    assert [len(one.recipients) for one in smtp.envelopes] == [1] * 5
    assert len({one.peer for one in smtp.envelopes}) == 1


def test_nothing_is_sent_twice(news, smtp):
    news.queue()
    delivery.deliver()
    delivery.deliver()
    assert len(smtp.envelopes) == 1


def test_busy_then_accepted(news, smtp, settings):
    mail = news.queue()
    smtp.answer(mail.to_email, "451 4.3.2 busy", times=1)
    delivery.deliver()
    mail.refresh_from_db()
    assert mail.state == "queued" and mail.answer.startswith("451 4.3.2 busy")
    assert not OutboxMail.objects.due().exists()
    news.later(mail, seconds=settings.OUTBOX_RETRY_SECONDS[0] + 1)
    delivery.deliver()
    assert states() == ["accepted"]
    assert [(entry.accepted, entry.answer[:3]) for entry in mail.tries.all()] == [(False, "451"), (True, "250")]
    (received,) = smtp.envelopes
    assert received.message["Message-ID"] == mail.message_id


def test_refused_for_good_is_a_visible_failure_and_the_others_go_on(news, smtp):
    refused, fine = news.queue("1"), news.queue("2")
    smtp.answer(refused.to_email, "550 5.1.1 no such mailbox")
    delivery.deliver()
    refused.refresh_from_db()
    assert refused.state == "failed" and refused.answer.startswith("550 5.1.1 no such mailbox")
    assert refused.finished_at
    assert [entry.accepted for entry in refused.tries.all()] == [False]
    assert [one.recipients for one in smtp.envelopes] == [(fine.to_email,)]


def test_given_up_after_the_last_retry(news, smtp, settings):
    settings.OUTBOX_RETRY_SECONDS = [0, 0]
    mail = news.queue()
    smtp.answer(mail.to_email, "451 4.3.2 busy")
    delivery.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("failed", 3)
    assert mail.answer.startswith("451")
    assert len(smtp.refusals) == 3


def test_each_wait_is_the_next_of_the_list(news, smtp, settings):
    mail = news.queue()
    smtp.answer(mail.to_email, "451 4.3.2 busy")
    for seconds in settings.OUTBOX_RETRY_SECONDS:
        delivery.deliver()
        mail.refresh_from_db()
        assert mail.state == "queued"
        waits = (mail.due_at - mail.tries.last().at).total_seconds()
        assert abs(waits - seconds) < 5
        news.later(mail, seconds=seconds + 1)
    delivery.deliver()
    assert states() == ["failed"]


def test_a_server_out_of_reach_ends_the_batch_and_loses_nobody(news, settings, smtp):
    settings.EMAIL_PORT = 9
    first, second = news.queue("1"), news.queue("2")
    delivery.deliver()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("queued", "queued")
    assert "ConnectionRefusedError" in first.answer
    assert (first.attempts, second.attempts) == (1, 0)
    settings.EMAIL_PORT = smtp.port
    news.due_now()
    delivery.deliver()
    assert states() == ["accepted", "accepted"]


class CuttingSink(SmtpSink):
    """Hangs up when the letters of these numbers begin (`tired`: with a word), or when they are handed over but before
    its answer."""

    def __init__(
        self, begun: set[int] = frozenset(), tired: set[int] = frozenset(), handed_over: set[int] = frozenset()
    ):
        super().__init__()
        self.begun, self.tired, self.handed_over, self.seen, self.read = begun, tired, handed_over, 0, 0

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        self.seen += 1
        if self.seen in self.begun:
            server.transport.abort()
        if self.seen in self.tired:
            return "421 4.7.0 too many mails over this line"
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_DATA(self, server, session, envelope):
        self.read += 1
        if self.read in self.handed_over:
            server.transport.abort()
            return "250 never heard"
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def cutting(settings):
    started = []

    def start(**numbers) -> CuttingSink:
        sink = CuttingSink(**numbers)
        sink.start()
        started.append(sink)
        use(sink, settings)
        return sink

    yield start
    for sink in started:
        sink.stop()


@pytest.mark.parametrize("way", ["begun", "tired"])
def test_a_line_cut_between_two_mails_is_opened_anew(news, cutting, way):
    sink = cutting(**{way: {3}})
    mails = [news.queue(str(key)) for key in range(4)]
    delivery.deliver()
    assert states() == ["accepted"] * 4
    assert [one.recipients[0] for one in sink.envelopes] == [mail.to_email for mail in mails]
    assert len({one.peer for one in sink.envelopes}) == 2


def test_a_server_that_wants_a_pause_is_called_again(news, smtp):
    first, second = news.queue("1"), news.queue("2")
    smtp.answer(first.to_email, "421 4.7.0 too many mails", times=1)
    delivery.deliver()
    assert states() == ["queued", "accepted"]
    assert [one.recipients for one in smtp.envelopes] == [(second.to_email,)]


def test_a_line_cut_in_the_middle_of_a_mail_loses_nobody(news, cutting):
    sink = cutting(handed_over={2, 3})
    mails = [news.queue(str(key)) for key in range(3)]
    delivery.deliver()
    assert states() == ["accepted", "queued", "queued"]
    news.due_now()
    delivery.deliver()
    assert states() == ["accepted"] * 3
    assert sorted(one.message["Message-ID"] for one in sink.envelopes) == sorted(mail.message_id for mail in mails)


def test_the_token_stands_only_in_the_mail_that_leaves(news, smtp):
    uid = uuid.uuid4()
    mail = news.queue(link_uid=uid)
    delivery.deliver()
    content = smtp.envelopes[0].message.get_body(("plain",)).get_content()
    assert f"http://testserver/read/{token_for(uid)}/" in content
    assert PLACEHOLDER not in content
    mail.refresh_from_db()
    assert PLACEHOLDER in mail.text and token_for(uid) not in mail.text


def test_without_a_link_the_text_is_left_alone(news, smtp):
    news.queue()
    delivery.deliver()
    assert PLACEHOLDER in smtp.envelopes[0].message.get_body(("plain",)).get_content()


def test_a_sensitive_text_is_blanked_once_it_left(news, smtp):
    mail = outbox.queue_rendered(
        "account_mail",
        key="1",
        to_email="ana@ejemplo.example",
        subject="Su clave",
        text="http://testserver/reset/secreto/",
        language="es",
    )
    smtp.answer(mail.to_email, "451 4.3.2 busy", times=1)
    delivery.deliver()
    mail.refresh_from_db()
    assert "secreto" in mail.text
    news.due_now()
    delivery.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.text) == ("accepted", BLANKED)
    assert "secreto" in smtp.envelopes[0].message.get_body(("plain",)).get_content()


def test_what_is_no_longer_wanted_is_withdrawn(news, smtp):
    news.register(still_wanted=lambda mail: mail.subject_id != 7)
    unwanted, wanted = news.queue("1", subject_id=7), news.queue("2", subject_id=8)
    delivery.deliver()
    unwanted.refresh_from_db()
    assert unwanted.state == "withdrawn"
    assert [one.recipients for one in smtp.envelopes] == [(wanted.to_email,)]


@pytest.mark.parametrize(
    "name", ["Ana\nBcc: otro@ejemplo.example", "Ana\r\nBcc: otro@ejemplo.example", 'Ana", <otro@ejemplo.example>, "']
)
def test_a_name_adds_no_header_and_no_recipient(news, smtp, name):
    person = make.PersonFactory(name=name, email="ana@ejemplo.example")
    mail = news.queue("1", to=person, words="uno")
    fine = news.queue("2", words="dos")
    delivery.deliver()
    assert not smtp.to("otro@ejemplo.example")
    assert all(one.message["Bcc"] is None for one in smtp.envelopes)
    assert all(len(one.recipients) == 1 for one in smtp.envelopes)
    mail.refresh_from_db()
    assert mail.state in ("accepted", "failed")
    fine.refresh_from_db()
    assert fine.state == "accepted"


@pytest.mark.parametrize(("event", "kept"), [("account_mail", False), (None, True)])
def test_no_secret_stays_in_the_memory_of_a_worker(news, event, kept):
    letters._common_paragraph.cache_clear()
    mail = news.queue(words="http://testserver/reset/secreto/")
    mail.event = event or mail.event
    assert "secreto" in delivery.message(mail).alternatives[0].content
    assert (letters._common_paragraph.cache_info().currsize > 0) is kept
