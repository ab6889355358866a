"""Asking again before a review closes, and saying so after; beat calls it once an hour."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from actionplans.models import Endorsement, PlanVersion, ReviewRound
from actionplans.services import notices
from members import outbox
from members.models import Organization, OutboxMail

REVIEW_REMINDER = "review_reminder"
REVIEW_MISSED = "review_missed"
REVIEW_EXTENDED = "review_extended"
# The days left from which each reminder is due, the last one first.
STEPS = (1, 7)
AFTER = datetime.timedelta(days=1)


def remind_due() -> None:
    """Only organizations that have not answered; each step once a person, however often this runs.

    After days without beat only the step that is due now is sent, not those that it missed.
    """
    now = timezone.now()
    in_review = ReviewRound.objects.filter(version__state=PlanVersion.State.IN_REVIEW).select_related("version__plan")
    for review in in_review.filter(closes_at__gt=now, closes_at__lte=now + datetime.timedelta(days=max(STEPS))):
        left = review.closes_at - now
        step = next(days for days in STEPS if left <= datetime.timedelta(days=days))
        # Whoever was asked less than a day ago has the first mail fresh before them.
        if review.opened_at <= now - AFTER or step == min(STEPS):
            _tell(REVIEW_REMINDER, review, f"{step}d", tomorrow=step == min(STEPS))
    for review in in_review.filter(closes_at__lte=now - AFTER, closes_at__gt=now - 3 * AFTER):
        _tell(REVIEW_MISSED, review, "after")


def tell_of_extension(review: ReviewRound) -> None:
    """Those who have not answered yet; once a person and new end."""
    _tell(REVIEW_EXTENDED, review, "extended")


def _tell(event: str, review: ReviewRound, step: str, **context) -> None:
    version = review.version
    context |= {"version": version, "plan": version.plan, "review": review}
    letters = [
        # The closing time is part of the key: a deadline that was put off is reminded of anew.
        outbox.Letter(f"{review.pk}:{step}:{review.closes_at:%Y%m%d}:{person.pk}", person, context, version.pk)
        for person in notices.representatives(silent(review))
    ]
    outbox.queue_many(event, letters)


def silent(review: ReviewRound) -> QuerySet[Organization]:
    """The asked organizations that have said nothing of this version."""
    said = Endorsement.objects.filter(version=review.version_id, organization=OuterRef("pk"))
    return Organization.objects.filter(~Exists(said), review_rounds=review)


def still_silent(mail: OutboxMail) -> bool:
    """Asked before it leaves: an organization that this person answers for still has not answered."""
    review = ReviewRound.objects.filter(
        version=mail.subject_id or 0, version__state=PlanVersion.State.IN_REVIEW
    ).first()
    if review is None:
        return False
    return any(person.pk == mail.person_id for person in notices.representatives(silent(review)))
