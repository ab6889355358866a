"""«Every month until December»: drafts ahead, each a meeting of its own whose date can move."""

import calendar
import datetime
from collections.abc import Iterator

from django.db import transaction

from meetings.models import AgendaItem, Meeting
from meetings.permissions import require_coordinator
from meetings.services.meetings import create_meeting
from members.models import User

MOST = 24
COPIED = ("body", "kind", "title", "mode", "is_confidential", "time_zone", "city", "place", "link", "convened_by")


@transaction.atomic
def repeat(meeting: Meeting, rule: str, until: datetime.date, *, actor: User) -> list[Meeting]:
    """Drafts after `meeting`, at the same hour of its own clock, with its agenda; two dozen at most.

    `rule`: week, two_weeks, month_weekday (the second Friday), month_day (in a shorter month its last day).
    """
    require_coordinator(actor)
    first = meeting.local_start
    length = meeting.ends_at - meeting.starts_at if meeting.ends_at else None
    agenda = list(meeting.agenda.filter(is_follow_up=False))
    made = []
    for day in days(first.date(), rule, until):
        start = datetime.datetime.combine(day, first.time(), first.tzinfo)
        copy = Meeting(starts_at=start, ends_at=start + length if length else None)
        for name in COPIED:
            setattr(copy, name, getattr(meeting, name))
        made.append(create_meeting(copy, actor=actor, follow_up=False))
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=copy, order=one.order, title=one.title, minutes=one.minutes, presenter=one.presenter)
            for one in agenda
        )
    return made


def days(first: datetime.date, rule: str, until: datetime.date) -> Iterator[datetime.date]:
    """After `first`, up to `until`."""
    for n in range(1, MOST + 1):
        day = _nth(first, rule, n)
        if day > until:
            return
        yield day


def _nth(first: datetime.date, rule: str, n: int) -> datetime.date:
    if rule in ("week", "two_weeks"):
        return first + datetime.timedelta(weeks=n if rule == "week" else 2 * n)
    year, month = first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if rule == "month_day":
        return datetime.date(year, month, min(first.day, last))
    fitting = [day for day in range(1, last + 1) if datetime.date(year, month, day).weekday() == first.weekday()]
    return datetime.date(year, month, fitting[min((first.day - 1) // 7, len(fitting) - 1)])
