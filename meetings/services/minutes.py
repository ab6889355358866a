"""Writing minutes: every save is kept, nobody's text is lost, what is in review or published stands."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from meetings.models import Meeting, Minutes
from meetings.permissions import require_coordinator
from meetings.presentation import draft
from meetings.services.errors import AlreadyPublished, InReview, NotCorrecting, NotPublished, ReasonNeeded, StaleText
from members.models import User


def proposed_text(meeting: Meeting) -> str:
    """What the system already knows of what was said, as the beginning of the minutes: nothing is typed twice."""
    return draft.minutes_of(meeting)


@transaction.atomic
def save_minutes(meeting: Meeting, text: str, lock_version: int, *, actor: User) -> Minutes:
    """`lock_version` is the one that the writer began with (0: no minutes yet).

    Raises StaleText, AlreadyPublished, InReview.
    """
    require_coordinator(actor)
    Minutes.objects.get_or_create(meeting=meeting)
    mine = Minutes.objects.filter(meeting=meeting, state__in=Minutes.WRITTEN, lock_version=lock_version)
    saved = mine.update(text=text, lock_version=F("lock_version") + 1, saved_at=timezone.now())
    current = Minutes.objects.select_related("current").get(meeting=meeting)
    if saved:
        return current
    require_written(current)
    raise StaleText(current)


def require_written(minutes: Minutes) -> None:
    """Raises AlreadyPublished, InReview."""
    if minutes.state == Minutes.State.PUBLISHED:
        raise AlreadyPublished
    if not minutes.is_written:
        raise InReview


@transaction.atomic
def start_correction(minutes: Minutes, reason: str, *, actor: User) -> Minutes:
    """Published minutes are written again; what is published stays in force until the correction is published too.

    Raises NotPublished (or in review, or being corrected already), ReasonNeeded.
    """
    require_coordinator(actor)
    current = locked(minutes)
    if current.state != Minutes.State.PUBLISHED:
        raise NotPublished
    if not reason.strip():
        raise ReasonNeeded
    current.state, current.correction = Minutes.State.CORRECTING, reason.strip()
    current.lock_version += 1
    current.save()
    return current


@transaction.atomic
def drop_correction(minutes: Minutes, *, actor: User) -> Minutes:
    """What is published is right after all; what was written stays in the history. Raises NotCorrecting."""
    require_coordinator(actor)
    current = locked(minutes)
    if current.state != Minutes.State.CORRECTING:
        raise NotCorrecting
    current.text, current.correction = current.published_text, ""
    current.state = Minutes.State.PUBLISHED
    current.lock_version += 1
    current.save()
    return current


def locked(minutes: Minutes) -> Minutes:
    rows = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__body__chair", "current")
    return rows.get(pk=minutes.pk)
