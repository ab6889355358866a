"""7 days, 1 day and the day after, to those alone who have not answered, each once."""

import datetime

import pytest
from django.utils import timezone

from actionplans.models import ReviewRound
from actionplans.services import review
from actionplans.services.review_reminders import remind_due, still_silent
from actionplans.tasks import remind_reviews
from members.models import OutboxMail

DAY = datetime.timedelta(days=1)


@pytest.fixture
def asked_review(draft, asked, writer) -> ReviewRound:
    """Opened 20 days ago."""
    version = review.open_review(draft, asked, timezone.now() + 30 * DAY, actor=writer)
    ReviewRound.objects.update(opened_at=timezone.now() - 20 * DAY)
    return ReviewRound.objects.get(version=version)


def closes_in(days: float) -> None:
    ReviewRound.objects.update(closes_at=timezone.now() + days * DAY)


def told(event: str = "review_reminder") -> list[str]:
    return sorted(OutboxMail.objects.filter(event=event).values_list("to_email", flat=True))


@pytest.mark.parametrize(
    ("days", "reminders", "after"),
    [(7.1, 0, 0), (6.9, 2, 0), (2, 2, 0), (0.9, 2, 0), (-0.5, 0, 0), (-1.1, 0, 2), (-4, 0, 0)],
)
def test_when(asked_review, days, reminders, after):
    closes_in(days)
    remind_due()
    assert (len(told()), len(told("review_missed"))) == (reminders, after)


def test_only_those_who_have_not_answered(asked_review, asked, representatives):
    review.take_stance(asked_review.version, asked[0], "endorse", actor=representatives[0])
    closes_in(5)
    remind_due()
    assert told() == [representatives[1].person.email]


def test_each_step_once_however_often_it_runs(asked_review, monkeypatch):
    closing, begun = timezone.now() + 6 * DAY, timezone.now()
    ReviewRound.objects.update(closes_at=closing)
    for days in (0, 0.1, 1, 3, 5.5, 5.6, 7.2, 7.3):
        monkeypatch.setattr(timezone, "now", lambda days=days: begun + days * DAY)
        remind_reviews()
        remind_reviews()
    assert (len(told()), len(told("review_missed"))) == (4, 2)  # two people: 7 days and 1 day before; the day after


def test_after_days_without_beat_only_what_is_due_now(asked_review):
    closes_in(0.5)
    remind_due()
    assert all(
        ":1d:" in key for key in OutboxMail.objects.filter(event="review_reminder").values_list("key", flat=True)
    )
    assert len(told()) == 2


def test_a_version_taken_back_reminds_nobody(asked_review, writer):
    closes_in(5)
    review.withdraw_review(asked_review.version, actor=writer)
    remind_due()
    assert told() == []


def test_an_answer_stops_the_mail_that_waits(asked_review, asked, representatives):
    closes_in(5)
    remind_due()
    mail = OutboxMail.objects.get(event="review_reminder", person=representatives[0].person)
    assert still_silent(mail)
    review.take_stance(asked_review.version, asked[0], "abstain", actor=representatives[0])
    assert not still_silent(mail)


def test_a_review_that_opened_today_is_not_reminded_today(asked_review):
    ReviewRound.objects.update(opened_at=timezone.now(), closes_at=timezone.now() + 5 * DAY)
    remind_due()
    assert told() == []
