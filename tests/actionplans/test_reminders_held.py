"""Reminders wait like the share did, and can be called back; many cost no more queries than few."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Delivery, Reminder
from actionplans.services.recall import recall_share
from actionplans.services.reminders import RemindersLeft, recall_reminders, remind, to_remind
from actionplans.services.share import share_with
from members import delivery as sending
from members.models import OutboxMail, Person
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    return [make.PersonFactory(organization=make.StakeholderFactory()) for _ in range(3)]


@pytest.fixture
def share(published_version, people, writer, settings):
    made = share_with(published_version, people, actor=writer)
    OutboxMail.objects.update(state="accepted")
    settings.SHARE_HOLD_SECONDS = 60
    return made


def reminders() -> list[str]:
    return sorted(OutboxMail.objects.filter(event="plan_reminder").values_list("state", flat=True))


def test_they_wait_and_the_page_offers_to_call_them_back(share, published_version, writer, logged_in):
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    answer = client.post(reverse("actionplans:share_remind", args=[share.pk]), follow=True).content.decode()
    assert "3 reminders leave in 60 seconds; until then you can call them back." in answer
    assert answer.count("a reminder leaves") == 3 and 'id="recall-reminders"' in answer
    assert sending.claim() is None
    address = reverse("actionplans:reminders_recall", args=[share.pk])
    assert client.get(address).status_code == 405
    assert "3 reminders were called back." in client.post(address, follow=True).content.decode()
    assert reminders() == ["withdrawn"] * 3
    assert "Every reminder has left already" in client.post(address, follow=True).content.decode()


def test_called_back_they_can_be_reminded_again(share, published_version, writer):
    remind(published_version, actor=writer)
    assert recall_reminders(published_version, actor=writer) == (3, 0)
    assert len(remind(published_version, actor=writer)) == 3
    assert set(Reminder.objects.filter(mail__state="queued").values_list("number", flat=True)) == {2}


def test_those_that_left_are_not_called_back(share, published_version, people, writer):
    remind(published_version, actor=writer)
    OutboxMail.objects.filter(event="plan_reminder", person=people[0]).update(state="accepted")
    assert recall_reminders(published_version, actor=writer) == (2, 0)
    assert reminders() == ["accepted", "withdrawn", "withdrawn"]
    with pytest.raises(RemindersLeft):
        recall_reminders(published_version, actor=writer)


@pytest.fixture
def in_hand(share, published_version, writer, settings) -> OutboxMail:
    """A reminder that a worker had claimed when all of them were called back."""
    settings.SHARE_HOLD_SECONDS = 0
    remind(published_version, actor=writer)
    mail = sending.claim()
    assert recall_reminders(published_version, actor=writer) == (2, 1)
    return mail


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("queued", "withdrawn"), ("accepted", "accepted"), ("failed", "failed"), ("withdrawn", "withdrawn")],
)
def test_one_that_a_worker_had_when_it_was_called_back_left_then_or_never(in_hand, outcome, state):
    sending.finish(in_hand, sending.Outcome(outcome, "451 busy"))
    in_hand.refresh_from_db()
    assert in_hand.state == state and in_hand.finished_at
    assert sending.claim() is None


def test_one_whose_worker_died_meanwhile_is_not_tried_again(in_hand):
    OutboxMail.objects.filter(pk=in_hand.pk).update(due_at=timezone.now())
    again = sending.claim()
    assert again.pk == in_hand.pk
    sending.finish(again, sending.send(again, server=None))
    assert reminders() == ["withdrawn"] * 3


def test_one_in_a_workers_hand_is_told_apart(share, published_version, people, writer, logged_in):
    remind(published_version, actor=writer)
    OutboxMail.objects.filter(event="plan_reminder", person=people[0]).update(state="sending")
    client = logged_in(writer)
    client.cookies["django_language"] = "en"
    page = client.post(reverse("actionplans:reminders_recall", args=[share.pk]), follow=True).content.decode()
    assert "2 reminders were called back." in page and "1 mail is just being handed over" in page
    assert reminders() == ["sending", "withdrawn", "withdrawn"]


def test_by_writers_only(share, published_version, writer, representatives):
    remind(published_version, actor=writer)
    with pytest.raises(PermissionDenied):
        recall_reminders(published_version, actor=representatives[0])
    assert reminders() == ["queued"] * 3


def test_whoever_wants_no_notices_is_not_counted(share, published_version, people):
    Person.objects.filter(pk=people[0].pk).update(unsubscribed_at=timezone.now())
    assert set(to_remind(published_version).values_list("person", flat=True)) == {p.pk for p in people[1:]}


def test_a_link_revoked_in_a_newer_share_is_not_gone_around(share, published_version, people, writer):
    newer = share_with(published_version, people[:2], actor=writer)
    OutboxMail.objects.filter(delivery__share=newer).update(state="accepted")
    newer.deliveries.filter(person=people[0]).update(revoked_at=timezone.now())
    assert set(to_remind(published_version).values_list("person", flat=True)) == {p.pk for p in people[1:]}


def test_a_newer_share_that_was_called_back_changes_nothing(share, published_version, people, writer):
    recall_share(share_with(published_version, people[:1], actor=writer), actor=writer)
    assert to_remind(published_version).count() == 3


def test_many_cost_the_same_queries(published_version, writer):
    counted = []
    for count in (3, 40):
        Reminder.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
        people = make.PersonFactory.create_batch(count, organization=make.StakeholderFactory())
        share = share_with(published_version, people, actor=writer)
        OutboxMail.objects.update(state="accepted")
        Delivery.objects.exclude(share=share).update(declined_at=timezone.now())
        with CaptureQueriesContext(connection) as seen:
            assert len(remind(published_version, actor=writer)) == count
        counted.append(len(seen))
    assert counted[0] == counted[1]
