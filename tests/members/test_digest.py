"""One mail a day for whoever wants it: nothing is lost, nothing twice, and what is urgent doesn't wait."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from members import delivery, events, outbox
from members.models import OutboxMail, Person
from members.services import digest
from members.unsubscribe import path_for
from tests import factories as make

pytestmark = pytest.mark.django_db
State = OutboxMail.State


@pytest.fixture
def person(monkeypatch):
    news = events.Event("news", "members/email/contact_changed.txt", notice=True)
    monkeypatch.setitem(events._events, "news", news)
    return make.PersonFactory(daily_digest=True)


def news(person, key: str, **extra) -> OutboxMail:
    context = {"old_email": f"{key}@old.example", "new_email": ""}
    return outbox.queue("news", key=key, to=person, context=context, **extra)


def hour_comes() -> None:
    OutboxMail.objects.filter(state=State.HELD).update(due_at=timezone.now() - datetime.timedelta(seconds=1))


def test_news_waits_and_leaves_as_one_mail(person):
    parts = [news(person, "a"), news(person, "b")]
    assert timezone.localtime(parts[0].due_at).hour == 7 and parts[0].due_at > timezone.now()
    assert digest.gather() == 0 and delivery.claim() is None
    hour_comes()
    assert delivery.claim() is None
    assert digest.gather() == 1 and digest.gather() == 0
    letter = OutboxMail.objects.get(event="digest")
    assert "a@old.example" in letter.text and "b@old.example" in letter.text
    assert set(letter.parts.values_list("key", "state")) == {("a", State.MERGED), ("b", State.MERGED)}
    assert delivery.claim() == letter


def test_broken_off_in_the_middle_nothing_is_lost(person, monkeypatch):
    news(person, "a")
    hour_comes()
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "wake_worker", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            digest.gather()
    assert OutboxMail.objects.get().state == State.HELD
    assert digest.gather() == 1


def test_what_has_its_own_time_or_asks_to_act_does_not_wait(person):
    assert news(person, "a", due_at=timezone.now()).state == State.QUEUED
    assert news(person, "c", link_uid=uuid.uuid4()).state == State.QUEUED
    mail = outbox.queue("contact_changed", key="b", to=person, context={})
    assert mail.state == State.QUEUED


def test_an_appointment_does_not_wait(person):
    letter = outbox.Letter("a", person, {"old_email": "", "new_email": ""}, calendar="BEGIN:VCALENDAR")
    assert outbox.queue_many("news", [letter])[0].state == State.QUEUED


def test_a_person_without_address_is_seen_at_once(person):
    person.email = ""
    assert news(person, "a").state == State.FAILED


def test_who_unsubscribes_meanwhile_gets_none(person):
    news(person, "a")
    hour_comes()
    Person.objects.filter(pk=person.pk).update(unsubscribed_at=timezone.now())
    assert digest.gather() == 0
    row = OutboxMail.objects.get()
    assert (row.state, row.answer) == (State.WITHDRAWN, "unsubscribed")


def test_one_chooses_it_by_the_link(person):
    Person.objects.filter(pk=person.pk).update(daily_digest=False)
    browser = Client(enforce_csrf_checks=True)
    browser.get(path_for(person.pk))
    assert not Person.objects.get(pk=person.pk).daily_digest
    browser.post(path_for(person.pk), {"choice": "digest"})
    person.refresh_from_db()
    assert person.daily_digest and person.unsubscribed_at is None
    browser.post(path_for(person.pk), {"choice": "at_once"})
    assert not Person.objects.get(pk=person.pk).daily_digest


def test_a_digest_that_nobody_gathers_raises_the_alarm(person):
    news(person, "a")
    assert delivery.waiting_since() is None
    late = timezone.now() - datetime.timedelta(hours=1)
    OutboxMail.objects.update(due_at=late)
    assert delivery.waiting_since() == late
