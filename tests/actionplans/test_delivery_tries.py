"""Every mail of a delivery with every try; everything that one person was sent, and sending again what failed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Delivery
from actionplans.services.recall import NotNeeded, recall_all_again, send_again, send_all_again
from actionplans.services.reminders import remind
from actionplans.services.share import share_with
from members.models import OutboxAttempt, OutboxMail, Person
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def person() -> Person:
    return make.PersonFactory(organization=make.StakeholderFactory())


@pytest.fixture
def delivery(published_version, person, writer) -> Delivery:
    return share_with(published_version, [person], actor=writer).deliveries.get()


@pytest.fixture
def client(writer, logged_in) -> Client:
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    return client


def fail(delivery: Delivery, answer: str = "550 5.1.1 unknown") -> None:
    OutboxMail.objects.filter(pk=delivery.mail_id).update(state="failed", answer=answer, finished_at=NOW)
    OutboxAttempt.objects.create(mail_id=delivery.mail_id, accepted=False, answer=answer)


def correct(person: Person) -> Person:
    person.email = "nueva@ejemplo.example"
    person.save()
    return person


def page(client: Client, delivery: Delivery) -> str:
    return client.get(reverse("actionplans:delivery_detail", args=[delivery.pk])).content.decode()


def of_person(client: Client, person: Person, query: str = ""):
    return client.get(reverse("actionplans:deliveries_of", args=[person.pk]) + query)


def test_every_try_is_there_with_its_answer(client, delivery):
    OutboxAttempt.objects.create(mail_id=delivery.mail_id, accepted=False, answer="451 4.3.2 busy now")
    OutboxAttempt.objects.create(mail_id=delivery.mail_id, accepted=True, answer="250")
    OutboxMail.objects.update(state="accepted", bounce="passing", bounced_at=NOW, answer="452 4.2.2 over quota")
    shown = page(client, delivery)
    assert "451 4.3.2 busy now" in shown and "the receiving server is busy" in shown
    assert "452 4.2.2 over quota" in shown and "put off by the receiving server" in shown
    assert shown.index("451 4.3.2") < shown.index("452 4.2.2")


def test_a_mail_that_was_replaced_stays_on_record(client, delivery, person, published_version, writer):
    fail(delivery)
    send_again(delivery, actor=writer) if correct(person) else None
    OutboxMail.objects.filter(state="queued").update(state="accepted", finished_at=NOW)
    remind(published_version, actor=writer)
    shown = page(client, delivery)
    assert "First mail" in shown and "Sent again" in shown and "Reminder" in shown
    assert "550 5.1.1 unknown" in shown and "nueva@ejemplo.example" in shown


def test_mails_of_others_are_not_on_it(client, delivery, published_version, writer):
    other = make.PersonFactory(organization=make.StakeholderFactory())
    share_with(published_version, [other], actor=writer)
    assert other.email not in page(client, delivery)


def test_the_ledger_leads_to_it(client, delivery):
    link = reverse("actionplans:delivery_detail", args=[delivery.pk])
    assert f'href="{link}"' in client.get(delivery.share.get_absolute_url()).content.decode()
    assert link in of_person(client, delivery.person).content.decode()


def test_everything_of_a_person_is_sent_again_once_corrected(client, delivery, person, published_version, writer):
    fail(delivery)
    other = share_with(published_version, [person], actor=writer).deliveries.get()
    fail(other)
    assert "Send again" not in of_person(client, person).content.decode()
    correct(person)
    assert "2 things that did not arrive can be sent again" in of_person(client, person).content.decode()
    answer = client.post(reverse("actionplans:send_all_again", args=[person.pk]), follow=True)
    assert "2 mails are on their way to nueva@ejemplo.example." in answer.content.decode()
    assert OutboxMail.objects.filter(state="queued", to_email="nueva@ejemplo.example").count() == 2
    twice = client.post(reverse("actionplans:send_all_again", args=[person.pk]), follow=True)
    assert "there is nothing to send again" in twice.content.decode()
    assert OutboxMail.objects.filter(state="queued", event="plan_shared").count() == 2


def test_they_wait_and_can_be_called_back_together(client, delivery, person, published_version, writer, settings):
    settings.SHARE_HOLD_SECONDS = 60
    fail(delivery)
    other = share_with(published_version, [person], actor=writer).deliveries.get()
    fail(other)
    correct(person)
    first = {delivery.mail_id, other.mail_id}
    page = client.post(reverse("actionplans:send_all_again", args=[person.pk]), follow=True).content.decode()
    assert "2 mails are on their way to nueva@ejemplo.example and leave " in page
    assert "until then you can call them back." in page
    back = reverse("actionplans:recall_all_again", args=[person.pk])
    assert f'formaction="{back}"' in page
    page = client.post(back, follow=True).content.decode()
    assert "2 mails were called back." in page and "2 things that did not arrive can be sent again" in page
    assert set(person.deliveries.values_list("mail", flat=True)) == first and back not in page
    assert "somebody called it back before" in client.post(back, follow=True).content.decode()


def test_only_writers_call_them_back(delivery, person, writer, representatives, logged_in, settings):
    settings.SHARE_HOLD_SECONDS = 60
    fail(delivery)
    send_all_again(correct(person), actor=writer)
    with pytest.raises(PermissionDenied):
        recall_all_again(person, actor=representatives[0])
    back = reverse("actionplans:recall_all_again", args=[person.pk])
    assert logged_in(representatives[0]).post(back).status_code == 404
    assert OutboxMail.objects.filter(state="queued", to_email="nueva@ejemplo.example").count() == 1


def test_what_has_left_is_not_called_back_with_the_rest(delivery, person, published_version, writer, settings):
    settings.SHARE_HOLD_SECONDS = 60
    fail(delivery)
    fail(share_with(published_version, [person], actor=writer).deliveries.get())
    gone, waits = send_all_again(correct(person), actor=writer)
    OutboxMail.objects.filter(pk=gone.mail_id).update(state="sending")
    assert recall_all_again(person, actor=writer) == 1
    states = dict(OutboxMail.objects.values_list("pk", "state"))
    assert (states[gone.mail_id], states[waits.mail_id]) == ("sending", "withdrawn")


def test_nothing_is_sent_where_the_address_is_the_same_or_the_link_closed(delivery, person, writer):
    fail(delivery)
    with pytest.raises(NotNeeded):
        send_all_again(person, actor=writer)
    correct(person)
    Delivery.objects.update(revoked_at=NOW)
    with pytest.raises(NotNeeded):
        send_all_again(person, actor=writer)


def test_by_writers_only(delivery, person, representatives, logged_in):
    fail(delivery)
    with pytest.raises(PermissionDenied):
        send_all_again(correct(person), actor=representatives[0])
    assert of_person(logged_in(representatives[0]), person).status_code == 404
    address = reverse("actionplans:delivery_detail", args=[delivery.pk])
    assert logged_in(representatives[0]).get(address).status_code == 403


@pytest.mark.parametrize("more", [0, 20])
def test_the_same_queries_for_few_and_for_many(
    client, delivery, person, published_version, writer, django_assert_max_num_queries, more
):
    for _ in range(more):
        share_with(published_version, [person], actor=writer)
    client.get("/plans/")
    with django_assert_max_num_queries(8):
        of_person(client, person)
    for _ in range(more):
        OutboxAttempt.objects.create(mail_id=delivery.mail_id, accepted=False, answer="451 busy")
    with django_assert_max_num_queries(8):
        page(client, delivery)


def test_a_mail_of_the_outbox_leads_to_its_delivery(client, delivery, published_version, writer, person):
    fail(delivery)
    correct(person)
    send_again(delivery, actor=writer)
    OutboxMail.objects.filter(state="queued").update(state="accepted", finished_at=NOW)
    remind(published_version, actor=writer)
    page = client.get(reverse("members:outbox")).content.decode()
    mails = OutboxMail.objects.filter(link_uid=delivery.uid)
    assert mails.count() == 3
    for mail in mails:
        link = reverse("actionplans:delivery_of_mail", args=[mail.pk])
        assert f'href="{link}"' in page
        assert client.get(link).url == reverse("actionplans:delivery_detail", args=[delivery.pk])
    other = OutboxMail.objects.filter(link_uid=None).first()
    assert reverse("actionplans:delivery_of_mail", args=[other.pk]) not in page
    for pk in (other.pk, 10**9):
        assert client.get(reverse("actionplans:delivery_of_mail", args=[pk])).status_code == 404
