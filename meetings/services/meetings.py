import re

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from meetings.models import AgendaItem, Agreement, Meeting
from meetings.permissions import require_coordinator
from meetings.services import attendance
from meetings.services.errors import NumberTaken
from members.models import User

FOLLOW_UP = "Seguimiento a los acuerdos anteriores · Follow-up of earlier agreements"


def next_number(year: int) -> str:
    """2018-03 after 2018-02; a number of another shape doesn't count."""
    taken = Meeting.objects.filter(number__startswith=f"{year}-").order_by().values_list("number", flat=True)
    sequences = [int(found[1]) for number in taken if (found := re.fullmatch(r"\d{4}-(\d+)", number))]
    return f"{year}-{max(sequences, default=0) + 1:02}"


def open_before(meeting: Meeting) -> QuerySet[Agreement]:
    """The open agreements of the body's earlier meetings."""
    earlier = Agreement.objects.open().filter(meeting__body=meeting.body_id, meeting__starts_at__lt=meeting.starts_at)
    return earlier.exclude(meeting=meeting.pk).order_by("due_on", "number")


def create_meeting(meeting: Meeting, *, invite: bool = True, follow_up: bool = True, actor: User) -> Meeting:
    """Save a new meeting and invite its body: a draft, that mails nobody; what was held already is on record at once.

    Without a number it gets the next one of its year; with `follow_up` an agenda item for the open agreements of the
    body. Raises NumberTaken.
    """
    require_coordinator(actor)
    year = meeting.local_start.year
    meeting.number = meeting.number or next_number(year)
    if meeting.starts_at <= timezone.now():
        meeting.state = Meeting.State.CONVENED
    try:
        with transaction.atomic():
            meeting.save()
            if invite:
                attendance.invite_body(meeting, actor=actor)
            if follow_up and open_before(meeting).exists():
                AgendaItem.objects.create(meeting=meeting, order=1, title=FOLLOW_UP, is_follow_up=True)
    except IntegrityError as error:
        if not Meeting.objects.filter(number=meeting.number).exists():
            raise
        raise NumberTaken(next_number(year)) from error
    return meeting


@transaction.atomic
def add_agenda_item(item: AgendaItem, *, actor: User) -> AgendaItem:
    """At the end of its meeting's agenda."""
    require_coordinator(actor)
    Meeting.objects.select_for_update().get(pk=item.meeting_id)
    last = AgendaItem.objects.filter(meeting=item.meeting_id).order_by("-order").first()
    item.order = last.order + 1 if last else 1
    item.save()
    return item


@transaction.atomic
def move_agenda_item(item: AgendaItem, *, down: bool, actor: User) -> None:
    """One place up or down; at the end of the list nothing happens. Renumbers, so that gaps and doubles heal."""
    require_coordinator(actor)
    Meeting.objects.select_for_update().get(pk=item.meeting_id)
    items = list(AgendaItem.objects.filter(meeting=item.meeting_id))
    place = items.index(item)
    other = place + 1 if down else place - 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
    for order, row in enumerate(items, start=1):
        row.order = order
    AgendaItem.objects.bulk_update(items, ["order"])
