"""The outbox as a page: what waits, what failed and why; nothing that is its recipient's alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import outbox
from members.models import OutboxMail, Person
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = reverse("members:outbox")


@pytest.fixture
def reader(client):
    client.force_login(make.coordinator())
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def mail(news):
    """A mail to a new person, in a state."""
    made = []

    def queue(state="queued", answer="", **changes) -> OutboxMail:
        row = news.queue(str(len(made)))
        made.append(row)
        if state in ("failed", "accepted", "withdrawn"):
            changes["finished_at"] = timezone.now()
        OutboxMail.objects.filter(pk=row.pk).update(state=state, answer=answer, **changes)
        row.refresh_from_db()
        return row

    return queue


def shown(response) -> list[int]:
    return [row.pk for row in response.context["rows"]]


def the_row(reader):
    return reader.get(PAGE).context["rows"][0]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("queued", "waiting"),
        ("sending", "being sent"),
        ("accepted", "accepted by the mail server"),
        ("withdrawn", "not sent: no longer wanted"),
    ],
)
def test_each_state_in_words(reader, mail, state, words):
    row = mail(state)
    response = reader.get(PAGE)
    assert words in response.content.decode()
    assert row.to_email in response.content.decode() and row.subject in response.content.decode()
    assert not the_row(reader).can_retry


def test_when_what_waits_is_due(reader, mail):
    mail()
    assert the_row(reader).event.startswith("due ")
    OutboxMail.objects.update(attempts=2, answer="451 4.3.2 busy")
    assert the_row(reader).event.startswith("2 tries, again ")
    OutboxMail.objects.update(attempts=1)
    assert the_row(reader).event.startswith("1 try, again ")
    OutboxMail.objects.update(attempts=2)
    assert the_row(reader).reason == "the receiving server is busy"


def test_why_it_failed_in_words_and_in_the_servers_own(reader, mail):
    mail("failed", "552 5.2.2 <over quota>")
    text = reader.get(PAGE).content.decode()
    assert "the mailbox is full" in text
    assert "552 5.2.2 &lt;over quota&gt;" in text
    assert "Try again" in text


def test_what_came_back_leads_to_the_person_and_not_to_another_try(reader, mail):
    row = mail("accepted", "550 5.1.1 unknown", bounce="permanent", bounced_at=timezone.now())
    said = the_row(reader)
    assert (said.words, said.can_retry) == ("came back", False)
    assert said.correct_at == reverse("members:person_update", args=[row.person_id])


def test_a_failed_mail_to_an_address_that_bounced_leads_to_the_person(reader, mail):
    row = mail("failed", "421 busy")
    Person.objects.filter(pk=row.person_id).update(bounced_email=row.to_email.upper())
    said = the_row(reader)
    assert (said.can_retry, said.can_retry_kind) == (False, False)
    assert said.correct_at


def test_an_address_that_was_refused_can_be_corrected_or_tried_again(reader, mail):
    row = mail("failed", "550 5.1.1 unknown")
    said = the_row(reader)
    assert said.can_retry and said.correct_at == reverse("members:person_update", args=[row.person_id])
    OutboxMail.objects.update(answer="TimeoutError: timed out")
    assert the_row(reader).can_retry and not the_row(reader).correct_at


def test_all_of_a_reason_is_offered_once_for_each_reason(reader, mail):
    for answer in ("550 no", "550 5.7.1 no", "550 also no"):
        mail("failed", answer)
    rows = reader.get(PAGE).context["rows"]
    assert [row.can_retry_kind for row in rows] == [True, True, False]
    assert all(row.can_retry for row in rows)


def test_who_has_no_address_leads_to_the_person_until_there_is_one(reader, news):
    person = make.PersonFactory(email="")
    news.queue(to=person)
    assert the_row(reader).correct_at and not the_row(reader).can_retry
    Person.objects.filter(pk=person.pk).update(email="ana@ejemplo.example")
    assert the_row(reader).can_retry and not the_row(reader).correct_at


def test_no_text_of_any_mail_is_shown(reader, news):
    news.queue(words="palabras reservadas")
    outbox.queue_rendered(
        "account_mail", key="1", to_email="a@x.example", subject="Su clave", text="secreto", language="es"
    )
    OutboxMail.objects.update(state="failed", answer="550 no")
    text = reader.get(PAGE).content.decode()
    assert "Su clave" in text
    assert "secreto" not in text and "palabras reservadas" not in text


def test_newest_first_page_by_page_each_once(reader, mail):
    rows = [mail().pk for _ in range(35)]
    first = reader.get(PAGE)
    second = reader.get(PAGE, {"after": first.context["page"].next_after})
    assert shown(first) + shown(second) == rows[::-1]
    assert second.context["page"].next_after is None


def test_filter_by_state(reader, mail):
    waits, failed = mail(), mail("failed", "550 no")
    returned = mail("accepted", "550 5.1.1", bounce="permanent", bounced_at=timezone.now())
    left = mail("accepted")
    expected = {"queued": waits, "failed": failed, "accepted": left, "returned": returned}
    for state, row in expected.items():
        assert shown(reader.get(PAGE, {"state": state})) == [row.pk], state
    assert len(shown(reader.get(PAGE, {"state": "nonsense"}))) == 4


@pytest.mark.parametrize("words", ["ANA@ejemplo", "jemplo.ex", "acta 2018", "  ana   acta"])
def test_found_by_parts_of_address_and_subject(reader, mail, words):
    row, _ = (
        mail(to_email="ana@ejemplo.example", subject="El Acta 2018-01"),
        mail(to_email="otra@otro.example", subject="Otra"),
    )
    assert shown(reader.get(PAGE, {"q": words})) == [row.pk]


@pytest.mark.parametrize("words", ["%", "_", "\\", "a%a"])
def test_signs_mean_themselves(reader, mail, words):
    mail(to_email="ana@ejemplo.example", subject="Acta")
    assert shown(reader.get(PAGE, {"q": words})) == []


def test_what_no_address_can_hold_filters_nothing(reader, mail):
    row = mail()
    assert shown(reader.get(PAGE, {"q": "\x00"})) == [row.pk]


def test_the_search_can_use_its_index(mail):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        plan = OutboxMail.objects.search("ejemplo").order_by().explain()
    assert "outbox_about" in plan


def test_says_since_when_mails_wait(reader, mail, news):
    row = mail()
    assert "Mails wait since" not in reader.get(PAGE).content.decode()
    news.later(row, minutes=11)
    assert "Mails wait since" in reader.get(PAGE).content.decode()


def queries(reader) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(PAGE).status_code == 200
    return len(seen)


def test_the_same_few_queries_and_few_bytes_whatever_the_rows(reader, mail):
    mail("failed", "550 5.1.1 no such user here")
    reader.get(PAGE)  # the first page of a session writes it down
    one = queries(reader)
    for _ in range(30):
        mail("failed", "550 5.1.1 no such user here")
    assert queries(reader) == one <= 8
    assert len(reader.get(PAGE, headers={"accept-encoding": "gzip"}).content) < 15_000


def test_empty_says_what_will_come(reader):
    assert "No mail yet" in reader.get(PAGE).content.decode()
    assert "No mail matches" in reader.get(PAGE, {"q": "x"}).content.decode()


@pytest.mark.parametrize(
    ("user", "there"), [(make.coordinator, True), (make.administrator, True), (make.representative, False)]
)
def test_in_the_menu_of_those_who_may(client, user, there):
    client.force_login(user())
    assert (f'href="{PAGE}"' in client.get(reverse("home")).content.decode()) is there


def test_a_mail_of_a_kind_that_is_no_more_leads_nowhere(reader, mail):
    row = mail()
    OutboxMail.objects.filter(pk=row.pk).update(event="of_old", link_uid=row.uid)
    assert the_row(reader).tries_at == ""
