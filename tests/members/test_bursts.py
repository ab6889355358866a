"""Many mails of one kind to one person in a short time are one mail; nothing is lost, and secrets go alone."""

import datetime
import uuid

import pytest
from django.utils import timezone

from members import delivery, events, outbox
from members.models import OutboxMail, Person
from members.services import digest
from tests import factories as make

pytestmark = pytest.mark.django_db
State = OutboxMail.State


@pytest.fixture(autouse=True)
def window(settings):
    settings.OUTBOX_MERGE_SECONDS = 120


@pytest.fixture
def person(db):
    return make.PersonFactory(email="ana@ejemplo.example", language="es")


def time_passes(seconds: int = 121) -> None:
    for mail in OutboxMail.objects.filter(state=State.RESTING):
        OutboxMail.objects.filter(pk=mail.pk).update(due_at=mail.due_at - datetime.timedelta(seconds=seconds))


def test_twenty_are_one(news, smtp, person):
    parts = [news.queue(str(n), to=person, words=f"asunto {n}.") for n in range(20)]
    assert {part.state for part in parts} == {State.RESTING}
    assert digest.gather() == 0 and delivery.claim() is None
    time_passes()
    assert digest.gather() == 1 and digest.gather() == 0
    delivery.deliver()
    (received,) = smtp.envelopes
    text = received.message.get_body(("plain",)).get_content()
    assert all(f"asunto {n}." in text for n in range(20))
    assert received.message["Subject"].startswith("20 mensajes en uno")
    assert set(OutboxMail.objects.filter(event=news.EVENT).values_list("state", flat=True)) == {State.MERGED}
    assert OutboxMail.objects.get(event=outbox.BUNDLE).parts.count() == 20


def test_the_window_begins_with_the_first_and_takes_the_last_along(news, person):
    first = news.queue("1", to=person)
    time_passes(119)
    second = news.queue("2", to=person)
    time_passes(2)
    digest.gather()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.merged_into == second.merged_into is not None


def test_one_alone_leaves_as_it_is(news, smtp, person):
    mail = news.queue(to=person)
    time_passes()
    digest.gather()
    delivery.deliver()
    assert smtp.envelopes[0].message["Message-ID"] == mail.message_id


def test_another_person_and_another_kind_are_apart(news, smtp, person):
    news.queue("1", to=person)
    news.queue("2", to=make.PersonFactory())
    outbox.queue("erasure_declined", key="3", to=person, context={"words": ""})
    time_passes()
    assert digest.gather() == 3
    assert not OutboxMail.objects.filter(state=State.MERGED).exists()


@pytest.mark.parametrize("own", [{"link_uid": uuid.uuid4()}, {"due_at": timezone.now()}])
def test_a_link_or_a_time_of_its_own_goes_alone(news, person, own):
    assert news.queue(to=person, **own).state == State.QUEUED


def test_an_appointment_goes_alone(news, person):
    letter = outbox.Letter("1", person, {"words": "", "token": ""}, calendar="BEGIN:VCALENDAR")
    assert outbox.queue_many(news.EVENT, [letter])[0].state == State.QUEUED


@pytest.mark.parametrize("kind", ["sensitive", "urgent"])
def test_secrets_and_what_is_urgent_go_alone(news, person, kind):
    news.register(**{kind: True})
    assert news.queue(to=person).state == State.QUEUED


@pytest.mark.parametrize("event", ["account_mail", "invited", "contact_changed"])
def test_account_mails_are_urgent(event):
    assert events.event(event).urgent


@pytest.mark.parametrize(
    "event", ["comment_asked", "comment_replied", "report_asked", "report_returned", "review_opened", "review_reminder"]
)
def test_comments_reports_and_reviews_come_together(event):
    found = events.event(event)
    assert not (found.urgent or found.sensitive)


def test_a_burst_of_news_keeps_the_way_out_and_whoever_left_gets_none(news, smtp, person):
    news.register(notice=True)
    news.queue("1", to=person)
    news.queue("2", to=person)
    time_passes()
    digest.gather()
    bundle = OutboxMail.objects.get(event=outbox.BUNDLE_OF_NEWS)
    assert "List-Unsubscribe" in delivery.message(bundle).extra_headers
    news.queue("3", to=person)
    news.queue("4", to=person)
    Person.objects.filter(pk=person.pk).update(unsubscribed_at=timezone.now())
    time_passes()
    assert digest.gather() == 0
    answers = OutboxMail.objects.filter(key__in="34").values_list("state", "answer")
    assert set(answers) == {(State.WITHDRAWN, "unsubscribed")}


def test_what_is_wanted_no_more_is_left_out(news, person):
    news.register(still_wanted=lambda mail: mail.subject_id != 7)
    gone, stays = news.queue("1", to=person, subject_id=7), news.queue("2", to=person)
    time_passes()
    digest.gather()
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.state, stays.state) == (State.WITHDRAWN, State.QUEUED)


def test_when_nothing_of_it_is_wanted_any_more_it_does_not_leave(news, smtp, person):
    news.queue("1", to=person)
    news.queue("2", to=person)
    time_passes()
    digest.gather()
    news.register(still_wanted=lambda mail: False)
    delivery.deliver()
    assert not smtp.envelopes
    assert OutboxMail.objects.get(event=outbox.BUNDLE).state == State.WITHDRAWN


def test_broken_off_in_the_middle_nothing_is_lost(news, person, monkeypatch):
    news.queue("1", to=person)
    news.queue("2", to=person)
    time_passes()
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "wake_worker", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            digest.gather()
    assert OutboxMail.objects.resting().count() == 2
    assert digest.gather() == 1


def test_what_nobody_gathers_raises_the_alarm(news, person):
    news.queue(to=person)
    late = timezone.now() - datetime.timedelta(hours=1)
    OutboxMail.objects.update(due_at=late)
    assert delivery.waiting_since() == late


def test_by_night_it_rests_until_the_morning(news, person, settings):
    hour = timezone.localtime().hour
    settings.QUIET_HOURS = ((hour - 1) % 24, (hour + 3) % 24)
    mail = news.queue(to=person)
    assert mail.state == State.RESTING and timezone.localtime(mail.due_at).hour == (hour + 3) % 24
