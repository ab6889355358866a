import re

from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings.models import Meeting
from meetings.permissions import require_coordinator
from meetings.services import attendance
from meetings.services.errors import NumberTaken
from meetings.services.follow_up import ensure_follow_up
from members.models import User


def next_number(year: int) -> str:
    """2018-03 after 2018-02; a number of another shape doesn't count."""
    taken = Meeting.objects.filter(number__startswith=f"{year}-").order_by().values_list("number", flat=True)
    sequences = [int(found[1]) for number in taken if (found := re.fullmatch(r"\d{4}-(\d+)", number))]
    return f"{year}-{max(sequences, default=0) + 1:02}"


def create_meeting(meeting: Meeting, *, invite: bool = True, actor: User) -> Meeting:
    """Save a new meeting and invite its body: a draft, that mails nobody; what was held already is on record at once.

    Without a number it gets the next one of its year. Raises NumberTaken.
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
            ensure_follow_up(meeting)
    except IntegrityError as error:
        if not Meeting.objects.filter(number=meeting.number).exists():
            raise
        raise NumberTaken(next_number(year)) from error
    return meeting
