"""Trying failed mails again by hand: once, only failed ones, never to an address that bounced."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from members import delivery, outbox
from members.models import OutboxMail, Person
from members.services.outbox import BadAddress, retry, retry_kind
from tests import factories as make
from tests.members.test_outbox_claim import in_threads

pytestmark = pytest.mark.django_db
KEPT = ("state", "attempts", "due_at", "finished_at", "to_email")


@pytest.fixture
def coordinator(db):
    return make.coordinator()


@pytest.fixture
def failed(news):
    made = []

    def queue(answer="550 5.7.1 no", **changes) -> OutboxMail:
        row = news.queue(str(len(made)))
        made.append(row)
        values = {"state": "failed", "attempts": 7, "finished_at": timezone.now(), "answer": answer} | changes
        OutboxMail.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
        return row

    return queue


def kept(mail: OutboxMail) -> tuple:
    return OutboxMail.objects.values_list(*KEPT).get(pk=mail.pk)


def test_a_failed_mail_leaves_after_all(failed, smtp, coordinator):
    mail = failed(due_at=timezone.now() + datetime.timedelta(hours=9))
    retry(mail, actor=coordinator)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.finished_at) == ("queued", 0, None)
    delivery.deliver()
    mail.refresh_from_db()
    assert mail.state == "accepted"
    assert smtp.envelopes[0].message["Message-ID"] == mail.message_id


def test_it_has_all_its_tries_before_it(failed, smtp, settings, coordinator):
    settings.OUTBOX_RETRY_SECONDS = [0, 0]
    mail = failed()
    smtp.answer(mail.to_email, "451 4.3.2 busy")
    retry(mail, actor=coordinator)
    delivery.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("failed", 3)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken(failed, coordinator, redis_client):
    first, second = failed(), failed()
    redis_client.flushdb()
    retry(first, actor=coordinator)
    assert redis_client.llen("celery") == 1
    retry_kind(second, actor=coordinator)
    assert redis_client.llen("celery") == 2


@pytest.mark.parametrize("state", ["queued", "sending", "accepted", "withdrawn"])
def test_what_has_not_failed_stays_as_it_is(failed, coordinator, state):
    mail = failed(state=state)
    before = kept(mail)
    with pytest.raises(ValidationError):
        retry(mail, actor=coordinator)
    assert kept(mail) == before


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_is_once(failed, smtp):
    mail, coordinator, lock, refused = failed(), make.coordinator(), threading.Lock(), []

    def work() -> None:
        try:
            retry(mail, actor=coordinator)
        except ValidationError as refusal:
            with lock:
                refused.append(refusal)

    in_threads(4, work)
    delivery.deliver()
    assert len(refused) == 3
    assert len(smtp.envelopes) == 1


@pytest.mark.parametrize("role", [make.representative, make.UserFactory])
def test_only_coordinators_and_administrators(failed, role):
    mail = failed()
    before = kept(mail)
    for act in (retry, retry_kind):
        with pytest.raises(PermissionDenied):
            act(mail, actor=role())
    assert kept(mail) == before


def bounced_mail(mail):
    OutboxMail.objects.filter(pk=mail.pk).update(bounce="permanent")


def bounced_person(mail):
    Person.objects.filter(pk=mail.person_id).update(bounced_email=mail.to_email.upper())


def without_address(mail):
    OutboxMail.objects.filter(pk=mail.pk).update(to_email="")
    Person.objects.filter(pk=mail.person_id).update(email="")


@pytest.mark.parametrize("spoil", [bounced_mail, bounced_person, without_address])
def test_a_bad_address_is_refused_and_leads_to_the_person(failed, client, coordinator, spoil):
    mail = failed()
    spoil(mail)
    before = kept(mail)
    with pytest.raises(BadAddress):
        retry(mail, actor=coordinator)
    client.force_login(coordinator)
    response = client.post(reverse("members:outbox_retry", args=[mail.pk]), follow=True)
    assert response.redirect_chain == [(reverse("members:person_update", args=[mail.person_id]), 302)]
    assert len(list(response.context["messages"])) == 1
    with pytest.raises(ValidationError):
        retry_kind(mail, actor=coordinator)
    assert kept(mail) == before


def test_a_bounced_address_of_nobody_we_know_leads_back(failed, client, coordinator):
    mail = failed(bounce="permanent", person=None)
    client.force_login(coordinator)
    response = client.post(reverse("members:outbox_retry", args=[mail.pk]))
    assert response.url == reverse("members:outbox")


def test_who_had_no_address_gets_it_at_the_one_written_down_since(news, smtp, coordinator):
    person = make.PersonFactory(email="")
    mail = news.queue(to=person)
    Person.objects.filter(pk=person.pk).update(email="ana@ejemplo.example")
    retry(mail, actor=coordinator)
    delivery.deliver()
    assert [one.recipients for one in smtp.envelopes] == [("ana@ejemplo.example",)]


def test_no_other_mail_changes_its_recipient(failed, coordinator):
    mail = failed()
    Person.objects.filter(pk=mail.person_id).update(email="otra@ejemplo.example")
    assert retry(mail, actor=coordinator).to_email == mail.to_email


@pytest.mark.parametrize(
    ("answer", "same", "others"),
    [
        ("550 5.7.1 no", ["550 5.7.1 other words"], ["550 5.1.1 no", "550 no", "451 5.7.1", ""]),
        ("550 no", ["550 other", "550"], ["550 5.7.1 no", "5500"]),
        ("550 5.1.1 no", ["550 5.1.1"], ["550 5.1.10 no"]),
        ("TimeoutError: timed out", ["TimeoutError: x"], ["TimeoutErrors: x", "OSError: x"]),
        ("broken off each time", ["broken off each time"], ["broken"]),
    ],
)
def test_all_of_one_reason(failed, coordinator, answer, same, others):
    chosen = failed(answer)
    alike, different = [failed(one) for one in same], [failed(one) for one in others]
    accepted = failed(answer, state="accepted")
    assert retry_kind(chosen, actor=coordinator) == 1 + len(alike)
    assert {kept(mail)[0] for mail in (chosen, *alike)} == {"queued"}
    assert {kept(mail)[0] for mail in different} == {"failed"}
    assert kept(accepted)[0] == "accepted"


def test_all_of_one_reason_passes_over_bad_addresses(failed, coordinator):
    chosen, returned, known = failed(), failed(), failed()
    bounced_mail(returned)
    bounced_person(known)
    assert retry_kind(chosen, actor=coordinator) == 1
    assert [kept(mail)[0] for mail in (returned, known)] == ["failed", "failed"]


def test_all_of_one_reason_twice_is_once(failed, client, coordinator):
    mail = failed()
    client.force_login(coordinator)
    for said in ("success", "warning"):
        response = client.post(reverse("members:outbox_retry_kind", args=[mail.pk]), follow=True)
        assert [message.level_tag for message in response.context["messages"]] == [said]


def test_a_failure_of_no_known_kind_is_tried_alone(failed, coordinator):
    mail, other = failed("?"), failed("?")
    with pytest.raises(ValidationError):
        retry_kind(mail, actor=coordinator)
    assert kept(other)[0] == "failed"


def test_a_reset_link_that_failed_can_leave_again_unread_by_anybody(failed, client, smtp, coordinator):
    mail = outbox.queue_rendered(
        "account_mail", key="1", to_email="ana@x.example", subject="Su clave", text="secreto", language="es"
    )
    smtp.answer(mail.to_email, "550 no", times=1)
    delivery.deliver()
    client.force_login(coordinator)
    response = client.post(reverse("members:outbox_retry", args=[mail.pk]), follow=True)
    assert "secreto" not in response.content.decode()
    delivery.deliver()
    assert "secreto" in smtp.to("ana@x.example")[0].message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("name", ["outbox_retry", "outbox_retry_kind"])
def test_a_mail_that_is_not_there_is_404(client, coordinator, name):
    client.force_login(coordinator)
    assert client.post(reverse(f"members:{name}", args=[10**9])).status_code == 404


@pytest.mark.parametrize(
    "why", [{"answer": "550 5.1.1 no"}, {"state": "accepted", "bounce": "permanent", "answer": "?"}]
)
def test_a_wrong_address_is_left_for_the_one_written_down_since(failed, client, smtp, coordinator, why):
    mail = failed(**why)
    Person.objects.filter(pk=mail.person_id).update(bounced_email=mail.to_email, email="buena@ejemplo.example")
    client.force_login(coordinator)
    assert "buena@ejemplo.example" in client.get(reverse("members:outbox")).content.decode()
    client.post(reverse("members:outbox_retry", args=[mail.pk]))
    delivery.deliver()
    assert [one.recipients for one in smtp.envelopes] == [("buena@ejemplo.example",)]
    mail.refresh_from_db()
    assert (mail.state, mail.bounce, mail.bounced_at) == ("accepted", "", None)


@pytest.mark.parametrize("spoil", [{"email": "otra@x.example", "bounced_email": "otra@x.example"}, {"email": ""}])
def test_but_not_for_one_that_is_no_better(failed, coordinator, spoil):
    mail = failed("550 5.1.1 no", bounce="permanent")
    Person.objects.filter(pk=mail.person_id).update(**spoil)
    before = kept(mail)
    with pytest.raises(BadAddress):
        retry(mail, actor=coordinator)
    assert kept(mail) == before


def test_no_secret_goes_to_another_address(failed, news, coordinator):
    mail = failed("550 5.1.1 no")
    news.register(sensitive=True)
    Person.objects.filter(pk=mail.person_id).update(email="otra@ejemplo.example")
    assert retry(mail, actor=coordinator).to_email == mail.to_email


def test_by_night_it_says_when_it_will_leave(failed, client, coordinator, settings):
    hour = timezone.localtime().hour
    settings.QUIET_HOURS = (hour, (hour + 2) % 24)
    mail = failed()
    client.force_login(coordinator)
    page = client.post(reverse("members:outbox_retry", args=[mail.pk]), follow=True)
    assert "Allá es de noche" in page.content.decode()
    mail.refresh_from_db()
    assert mail.state == "queued" and mail.due_at > timezone.now()
