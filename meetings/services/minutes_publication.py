from django.db import transaction
from django.utils import timezone

from meetings.models import Meeting, Minutes, MinutesVersion
from meetings.permissions import require_coordinator
from meetings.services import minutes_mails
from meetings.services.errors import AlreadyPublished, NotApproved, NotClosed
from meetings.services.minutes import locked
from members.models import User

State = MinutesVersion.State


@transaction.atomic
def publish_minutes(version: MinutesVersion, *, actor: User) -> int:
    """The approved version holds from now on, the one before it no more; returns how many mails were queued.

    Raises AlreadyPublished, NotApproved, NotClosed.
    """
    require_coordinator(actor)
    minutes = locked(version.minutes)
    current = MinutesVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if current.published_at:
        raise AlreadyPublished
    if current.state != State.APPROVED:
        raise NotApproved
    meeting = minutes.meeting
    if meeting.state != Meeting.State.CONVENED or meeting.closed_at is None:
        raise NotClosed
    now = timezone.now()
    if minutes.current:
        minutes.current.state = State.SUPERSEDED
        minutes.current.save(update_fields=["state"])
    current.state, current.published_at = State.PUBLISHED, now
    current.save(update_fields=["state", "published_at"])
    minutes.state, minutes.current, minutes.correction = Minutes.State.PUBLISHED, current, ""
    minutes.published_at = minutes.published_at or now
    minutes.save()
    return minutes_mails.tell_publication(current, meeting)
