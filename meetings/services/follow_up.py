"""A meeting opens on what the body's earlier ones agreed and is still open: one agenda item, made by the system."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext

from meetings.models import FOLLOW_UP, AgendaItem, Agreement, Meeting


def open_before(meeting: Meeting) -> QuerySet[Agreement]:
    """The open agreements of the body's earlier meetings."""
    earlier = Agreement.objects.open().filter(meeting__body=meeting.body_id, meeting__starts_at__lt=meeting.starts_at)
    return earlier.exclude(meeting=meeting.pk).order_by("due_on", "number")


def ensure_follow_up(meeting: Meeting) -> None:
    """First on the agenda, where something is open; a constraint keeps it to one a meeting. In a transaction."""
    if not open_before(meeting).exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        title = gettext(FOLLOW_UP)
    item = AgendaItem(meeting=meeting, order=0, title=title, is_follow_up=True)
    AgendaItem.objects.bulk_create([item], ignore_conflicts=True)


def ensure_in_the_next(meeting: Meeting) -> None:
    """What `meeting` leaves open comes onto the agenda of each draft or convened one of its body that follows."""
    coming = Meeting.objects.filter(body=meeting.body_id, starts_at__gt=meeting.starts_at, closed_at=None)
    for one in coming.exclude(state=Meeting.State.CANCELLED):
        ensure_follow_up(one)
