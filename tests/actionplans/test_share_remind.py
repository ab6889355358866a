"""Reminding: exactly those who got this version and have not acknowledged it, once a day, in whatever share."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Delivery, Reminder
from actionplans.services import delivery as stakeholder
from actionplans.services import publication, review
from actionplans.services.reminders import NobodyToRemind, remind, still_wanted, to_remind
from actionplans.services.share import NotInForce, share_with
from members import delivery as sending
from members.models import OutboxMail
from members.tokens import PLACEHOLDER, token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = NOW - datetime.timedelta(hours=25)


@pytest.fixture
def people():
    return [make.PersonFactory(organization=make.StakeholderFactory(), language=code) for code in ("es", "es", "en")]


@pytest.fixture
def share(published_version, people, writer):
    made = share_with(published_version, people, actor=writer)
    accept()
    return made


@pytest.fixture
def delivery(share, people):
    return share.deliveries.get(person=people[0])


def accept(**fields):
    OutboxMail.objects.filter(state="queued").update(state="accepted", **fields)


def persons(version):
    return {delivery.person for delivery in to_remind(version)}


def test_each_gets_one_with_the_same_link_in_the_own_language(share, published_version, people, writer):
    reminders = remind(published_version, actor=writer)
    assert {reminder.delivery.person for reminder in reminders} == set(people)
    for reminder in Reminder.objects.select_related("mail", "delivery__person"):
        mail = reminder.mail
        assert (mail.event, mail.state, mail.to_email) == ("plan_reminder", "queued", reminder.delivery.person.email)
        assert (mail.link_uid, mail.language) == (reminder.delivery.uid, reminder.delivery.person.language)
        assert (reminder.number, reminder.created_by) == (1, writer)
        assert f"/plans/d/{PLACEHOLDER}/" in mail.text and published_version.content_sha256[:12] in mail.text
        assert token_for(reminder.delivery.uid) in sending.message(mail).body
    assert "waits for your acknowledgement" in OutboxMail.objects.get(event="plan_reminder", language="en").subject


@pytest.mark.parametrize(
    ("mail", "fields", "person"),
    [
        ({}, {"acknowledged_at": NOW, "acknowledged_name": "Ana"}, {}),
        ({}, {"revoked_at": NOW}, {}),
        ({}, {"expires_at": NOW}, {}),
        ({"state": "queued"}, {}, {}),
        ({"state": "failed"}, {}, {}),
        ({"state": "withdrawn"}, {}, {}),
        ({"bounce": "permanent"}, {}, {}),
        ({}, {}, {"email": ""}),
        ({}, {}, {"email": "Ida@ejemplo.example", "bounced_email": "ida@ejemplo.example"}),
    ],
)
def test_those_who_are_not_reminded(share, published_version, people, writer, mail, fields, person):
    OutboxMail.objects.filter(delivery__person=people[0]).update(**mail)
    Delivery.objects.filter(person=people[0]).update(**fields)
    type(people[0]).objects.filter(pk=people[0].pk).update(**person)
    assert persons(published_version) == set(people[1:])
    assert {reminder.delivery.person for reminder in remind(published_version, actor=writer)} == set(people[1:])


def test_a_passing_bounce_is_no_reason(share, published_version, people):
    OutboxMail.objects.update(bounce="passing")
    assert persons(published_version) == set(people)


def test_one_who_got_it_twice_is_reminded_once_of_the_newest(share, published_version, people, writer):
    again = share_with(published_version, people[:1], actor=writer)
    accept()
    reminders = remind(published_version, actor=writer)
    assert len(reminders) == 3
    assert [r.delivery.share for r in reminders if r.delivery.person == people[0]] == [again]


def test_whoever_acknowledged_another_share_of_it_is_left_alone(share, delivery, published_version, people, writer):
    share_with(published_version, people[:1], actor=writer)
    accept()
    stakeholder.acknowledge("Ana", actor=delivery)
    assert persons(published_version) == set(people[1:])


def test_nobody_is_reminded_twice_in_a_day(share, published_version, people, writer):
    remind(published_version, actor=writer)
    with pytest.raises(NobodyToRemind):
        remind(published_version, actor=writer)
    assert Reminder.objects.count() == 3
    accept()
    Reminder.objects.update(created_at=OLD)
    assert {reminder.number for reminder in remind(published_version, actor=writer)} == {2}
    assert OutboxMail.objects.filter(event="plan_reminder").count() == 6


@pytest.mark.parametrize("mail", [{"state": "failed"}, {"state": "accepted", "bounce": "permanent"}])
def test_a_reminder_in_vain_is_not_repeated_to_the_same_address(share, published_version, people, writer, mail):
    remind(published_version, actor=writer)
    Reminder.objects.update(created_at=OLD)
    OutboxMail.objects.filter(reminder__delivery__person=people[0]).update(**mail)
    assert persons(published_version) == set(people[1:])
    people[0].email = "nueva@ejemplo.example"
    people[0].save()
    assert persons(published_version) == set(people)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_round(share, published_version, writer):
    start, outcomes = threading.Barrier(2), []

    def click():
        start.wait()
        try:
            outcomes.append(len(remind(published_version, actor=writer)))
        except NobodyToRemind:
            outcomes.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == [0, 3]
    assert OutboxMail.objects.filter(event="plan_reminder").count() == 3


def test_not_about_a_version_that_was_superseded(share, published_version, next_draft, asked, writer):
    remind(published_version, actor=writer)
    mail = OutboxMail.objects.filter(event="plan_reminder").first()
    assert still_wanted(mail)
    publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
    with pytest.raises(NotInForce):
        remind(published_version, actor=writer)
    assert not still_wanted(mail)


def test_by_writers_only(share, published_version, representatives):
    with pytest.raises(PermissionDenied):
        remind(published_version, actor=representatives[0])
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("meanwhile", ["acknowledged", "acknowledged elsewhere", "revoked", "bounced"])
def test_what_happens_meanwhile_withdraws_it(share, delivery, published_version, people, writer, meanwhile):
    remind(published_version, actor=writer)
    mail = OutboxMail.objects.get(reminder__delivery=delivery)
    assert still_wanted(mail)
    if meanwhile == "revoked":
        Delivery.objects.filter(pk=delivery.pk).update(revoked_at=NOW)
    elif meanwhile == "bounced":
        type(people[0]).objects.filter(pk=people[0].pk).update(bounced_email=people[0].email)
    elif meanwhile == "acknowledged":
        stakeholder.acknowledge("Ana", actor=delivery)
    else:
        other = share_with(published_version, people[:1], actor=writer).deliveries.get()
        stakeholder.acknowledge("Ana", actor=other)
    assert not still_wanted(mail)
    assert sending.send(mail, server=None).state == "withdrawn"


def test_the_page_says_whom_and_how_and_changes_nothing(share, people, writer, logged_in):
    address = reverse("actionplans:share_remind", args=[share.pk])
    shown = logged_in(writer).get(address).content.decode()
    assert all(person.email in shown for person in people)
    assert shown.count("<article") == 2 and 'lang="en"' in shown and "waits for your acknowledgement" in shown
    assert not Reminder.objects.exists()


def test_the_button_says_how_many_and_works_once(share, delivery, writer, logged_in):
    client, address = logged_in(writer), reverse("actionplans:share_remind", args=[share.pk])
    stakeholder.acknowledge("Ana", actor=delivery)
    client.cookies["django_language"] = "en"
    assert "Remind 2 without acknowledgement" in client.get(share.get_absolute_url()).content.decode()
    assert client.post(address).url == share.get_absolute_url()
    shown = client.get(share.get_absolute_url()).content.decode()
    assert "2 reminders are on their way." in shown
    assert shown.count("a reminder is on its way") == 2 and 'id="remind"' not in shown
    assert "reminded just now" in client.post(address, follow=True).content.decode()
    assert Reminder.objects.count() == 2
    assert "nobody to remind" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ({"state": "accepted", "finished_at": NOW}, "reminded "),
        ({"state": "failed", "finished_at": NOW, "answer": "552 5.2.2 full"}, "the reminder did not arrive"),
        ({"state": "accepted", "bounce": "permanent", "bounced_at": NOW}, "the reminder did not arrive"),
        ({"state": "withdrawn"}, ""),
    ],
)
def test_the_ledger_says_what_became_of_it(share, published_version, writer, logged_in, mail, words):
    remind(published_version, actor=writer)
    OutboxMail.objects.filter(event="plan_reminder").update(**mail)
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    shown = client.get(share.get_absolute_url()).content.decode()
    assert shown.count(words) == 3 if words else "reminde" not in shown
    assert "hx-trigger" not in shown


def test_a_superseded_version_sends_back_with_words(share, next_draft, asked, writer, logged_in):
    publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
    client, address = logged_in(writer), reverse("actionplans:share_remind", args=[share.pk])
    assert client.get(address).url == client.post(address).url == share.get_absolute_url()
    assert 'id="remind"' not in client.get(share.get_absolute_url()).content.decode()
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("more", [0, 30])
def test_the_same_queries_for_few_and_for_many(
    published_version, people, writer, logged_in, django_assert_max_num_queries, more
):
    people += [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(more)]
    share = share_with(published_version, people, actor=writer)
    accept()
    client = logged_in(writer)
    client.get(share.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(reverse("actionplans:share_remind", args=[share.pk]))
    remind(published_version, actor=writer)
    with django_assert_max_num_queries(8):
        client.get(share.get_absolute_url())
