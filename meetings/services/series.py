"""«Every month until December»: drafts ahead, each a meeting of its own whose date can move."""

import calendar
import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from meetings.models import WITHOUT_MANDATE, AgendaItem, Attendance, Meeting, MeetingSeries
from meetings.permissions import require_coordinator
from meetings.services.convening import convene
from meetings.services.errors import NotADraft
from meetings.services.meetings import create_meeting
from meetings.services.running import fresh, require_not_called_off
from members.models import User

MOST = 24
COPIED = ("body", "kind", "title", "mode", "is_confidential", "time_zone", "city", "place", "link", "convened_by")


@transaction.atomic
def repeat(meeting: Meeting, rule: str, until: datetime.date, *, actor: User) -> list[Meeting]:
    """Drafts after `meeting`, at the same hour of its own clock, with its agenda and guests; two dozen at most.

    `rule`: one of MeetingSeries.Rule (the second Friday; in a shorter month its last day). A day that the series has
    already, wherever its meeting moved to, isn't made again. Raises CalledOff, NumberTaken.
    """
    require_coordinator(actor)
    current = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    require_not_called_off(current)
    first = current.local_start
    series = _series_of(current, rule, until)
    taken = set(series.meetings.values_list("series_on", flat=True))
    agenda = list(current.agenda.filter(is_follow_up=False))
    guests = list(current.attendances.filter(capacity__in=WITHOUT_MANDATE))
    made = []
    for day in days(first.date(), rule, until):
        if day not in taken:
            copy = _copy(current, datetime.datetime.combine(day, first.time(), first.tzinfo))
            copy.series, copy.series_on = series, day
            made.append(_create(copy, agenda, guests, actor))
    return made


def _series_of(meeting: Meeting, rule: str, until: datetime.date) -> MeetingSeries:
    if meeting.series is None:
        meeting.series = MeetingSeries.objects.create(rule=rule, until=until)
        meeting.series_on = meeting.local_start.date()
        meeting.save(update_fields=["series", "series_on"])
    meeting.series.rule, meeting.series.until = rule, max(until, meeting.series.until)
    meeting.series.save(update_fields=["rule", "until"])
    return meeting.series


def _copy(meeting: Meeting, start: datetime.datetime) -> Meeting:
    length = meeting.ends_at - meeting.starts_at if meeting.ends_at else None
    return Meeting(
        starts_at=start,
        ends_at=start + length if length else None,
        **{name: getattr(meeting, name) for name in COPIED},
    )


def _create(copy: Meeting, agenda: list[AgendaItem], guests: list[Attendance], actor: User) -> Meeting:
    create_meeting(copy, actor=actor)
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=copy, order=one.order, title=one.title, minutes=one.minutes, presenter=one.presenter)
        for one in agenda
    )
    rows = [
        Attendance(meeting=copy, person_id=one.person_id, organization_id=one.organization_id, capacity=one.capacity)
        for one in guests
    ]
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)
    return copy


def drafts_of(meeting: Meeting) -> QuerySet[Meeting]:
    """Of its series, those to come that nobody has been told of."""
    drafts = Meeting.objects.filter(series=meeting.series_id or 0, state=Meeting.State.DRAFT)
    return drafts.filter(starts_at__gt=timezone.now()).order_by("starts_at")


@transaction.atomic
def convene_all(meeting: Meeting, *, actor: User) -> tuple[int, int]:
    """All drafts of its series, or none: (meetings, mails). Raises NotADraft where there is none, NobodyInvited."""
    require_coordinator(actor)
    drafts = list(drafts_of(fresh(meeting)))
    if not drafts:
        raise NotADraft
    return len(drafts), sum(convene(one, actor=actor) for one in drafts)


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
