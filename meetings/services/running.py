"""What the state of a meeting allows. Services ask with the row as it is now (`fresh`), pages with what they show."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.functional import Promise

from meetings.models import Meeting
from meetings.services.errors import CalledOff, ClosedAlready, NotBegun, NotConvened, Refused


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def require_running(meeting: Meeting) -> None:
    """Marks and notes are of a convened meeting, from shortly before it begins. Raises NotConvened, NotBegun."""
    if meeting.state != Meeting.State.CONVENED:
        raise NotConvened
    if meeting.starts_at - Meeting.EARLY > timezone.now():
        raise NotBegun


def require_not_called_off(meeting: Meeting) -> None:
    """Raises CalledOff."""
    if meeting.state == Meeting.State.CANCELLED:
        raise CalledOff


def require_editable(meeting: Meeting) -> None:
    """What it is about, when, and its agenda. Raises CalledOff, ClosedAlready."""
    require_not_called_off(meeting)
    if meeting.closed_at is not None:
        raise ClosedAlready


def why_not(required: Callable[[Meeting], None], meeting: Meeting) -> str | Promise:
    """What `required` refuses, in words for whoever asks; empty where nothing stands in the way."""
    try:
        required(meeting)
    except Refused as refused:
        return refused.words
    return ""
