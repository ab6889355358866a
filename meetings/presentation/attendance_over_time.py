"""Which organizations came to the last meetings: one strip an organization, and its numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meetings.models import Attendance, Meeting
from meetings.presentation.facts import speaks
from members.days import short_day

STEP, SIDE = 24, 22
Status = Attendance.Status
# Where several speak for one organization, the first of these counts for it.
BEST_FIRST = (Status.PRESENT, Status.REMOTE, Status.EXCUSED, Status.UNEXCUSED, Status.INVITED)


@dataclass(frozen=True)
class Cell:
    x: int
    middle: int
    status: str
    letter: str


@dataclass(frozen=True)
class Strip:
    name: str
    width: int
    cells: list[Cell]
    sentence: str
    came: int
    invited: int
    remote: int
    excused: int
    unexcused: int


def letters() -> dict[str, str]:
    return {
        Status.PRESENT: pgettext("attendance letter", "P"),
        Status.REMOTE: pgettext("attendance letter", "R"),
        Status.EXCUSED: pgettext("attendance letter", "E"),
        Status.UNEXCUSED: pgettext("attendance letter", "A"),
        Status.INVITED: "?",
    }


def strips(meetings: Sequence[Meeting], attendances: Iterable[Attendance]) -> list[Strip]:
    """By name of the organization; `meetings` stand from left to right. `attendances` come with their organization."""
    best: dict[int, dict[int, str]] = {}
    organizations = {}
    for row in attendances:
        if speaks(row):
            organizations[row.organization_id] = row.organization
            marks = best.setdefault(row.organization_id, {})
            marks[row.meeting_id] = min(marks.get(row.meeting_id, Status.INVITED), row.status, key=BEST_FIRST.index)
    ordered = sorted(organizations.values(), key=lambda one: (one.sort_key, one.pk))
    days = [(meeting.pk, short_day(meeting.local_start.date())) for meeting in meetings]
    marks_by_letter = letters()
    return [_strip(one.name, days, best[one.pk], marks_by_letter) for one in ordered]


def _strip(name: str, days: list[tuple[int, str]], marks: dict[int, str], by_letter: dict[str, str]) -> Strip:
    count = Counter(marks.values())
    cells = [
        Cell(place * STEP + 1, place * STEP + 1 + SIDE // 2, marks[pk], by_letter[marks[pk]])
        for place, (pk, _day) in enumerate(days)
        if pk in marks
    ]
    none = _("not invited")
    said = [f"{day}: {Status(marks[pk]).label if pk in marks else none}" for pk, day in days]
    came = count[Status.PRESENT] + count[Status.REMOTE]
    width = len(days) * STEP
    remote, excused, absent = count[Status.REMOTE], count[Status.EXCUSED], count[Status.UNEXCUSED]
    return Strip(name, width, cells, "; ".join(said), came, len(marks), remote, excused, absent)
