"""The meeting as it goes on: which item is on, how long it may take, what was agreed under it."""

import datetime
from dataclasses import dataclass, field
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from meetings.models import PRESENT, AgendaItem, Agreement, Attendance, Meeting
from members.days import short_day


@dataclass
class Item:
    pk: int
    place: int
    title: str
    planned: str
    notes: str
    clock: str = ""
    left: str = ""
    is_on: bool = False
    until: datetime.datetime | None = None
    has_begun: bool = False
    agreements: list["Taken"] = field(default_factory=list)
    # What stands in the form: the notes, or what was typed while somebody else wrote `theirs`.
    typed: str = ""
    theirs: str | None = None


@dataclass(frozen=True)
class Taken:
    number: str
    text: str
    words: str
    lacks: bool
    pk: int


@dataclass(frozen=True)
class There:
    pk: int
    name: str
    words: str
    times: str
    status: str
    capacity: str
    is_there: bool
    has_left: bool


def items_of(meeting: Meeting) -> tuple[list[Item], list[Taken]]:
    """The agenda with its clock, and the agreements that belong to none of its items."""
    agenda = list(meeting.agenda.all())
    begun = sorted((one for one in agenda if one.begun_at), key=lambda one: one.begun_at)
    on = begun[-1] if begun and not meeting.closed_at else None
    ends = {one.pk: after.begun_at for one, after in pairwise(begun)}
    items, start = {}, meeting.starts_at
    for place, one in enumerate(agenda, start=1):
        end = start + datetime.timedelta(minutes=one.minutes or 0)
        planned = f"{_hour(meeting, start)}–{_hour(meeting, end)}" if one.minutes else ""
        items[one.pk] = _item(meeting, one, place, planned, on, ends.get(one.pk) or meeting.closed_at)
        start = end
    loose = []
    for agreement in meeting.agreements.all():
        under = items.get(agreement.agenda_item_id)
        (under.agreements if under else loose).append(_taken(agreement))
    return list(items.values()), loose


def _item(meeting: Meeting, one: AgendaItem, place: int, planned: str, on, ended) -> Item:
    item = Item(one.pk, place, one.name, planned, one.notes, is_on=one is on, has_begun=one.begun_at is not None)
    if one.begun_at is None:
        return item
    took = ((timezone.now() if item.is_on else ended or one.begun_at) - one.begun_at).total_seconds() // 60
    if item.is_on:
        began = gettext("began at %(hour)s") % {"hour": _hour(meeting, one.begun_at)}
        item.until = one.begun_at + datetime.timedelta(minutes=one.minutes) if one.minutes else None
        item.clock = began
        item.left = _left(one.minutes - int(took)) if one.minutes else ""
    else:
        item.clock = ngettext("took %(n)s minute", "took %(n)s minutes", int(took)) % {"n": int(took)}
    return item


def _left(minutes: int) -> str:
    if minutes >= 0:
        return gettext("%(n)s min left") % {"n": minutes}
    return gettext("%(n)s min over") % {"n": -minutes}


def _taken(agreement: Agreement) -> Taken:
    words = [agreement.get_kind_display()]
    words += [agreement.owner.name] if agreement.owner else []
    words += [short_day(agreement.due_on)] if agreement.due_on else []
    return Taken(agreement.number, agreement.text, " · ".join(words), agreement.lacks, agreement.pk)


def people_of(meeting: Meeting) -> list[There]:
    return [_there(meeting, row) for row in meeting.attendances.all()]


def _there(meeting: Meeting, row: Attendance) -> There:
    words = row.spoke_for
    times = []
    if row.arrived_at:
        times.append(gettext("came at %(hour)s") % {"hour": _hour(meeting, row.arrived_at)})
    for went, returned in zip(row.went, row.returned, strict=True):
        gone, back = _hour(meeting, went), _hour(meeting, returned)
        times.append(gettext("was away %(left)s–%(back)s") % {"left": gone, "back": back})
    if row.left_at:
        times.append(gettext("left at %(hour)s") % {"hour": _hour(meeting, row.left_at)})
    there = row.status in PRESENT
    return There(
        row.pk,
        row.called,
        words,
        ", ".join(times),
        row.status,
        row.capacity,
        there and not row.left_at,
        bool(row.left_at),
    )


def _hour(meeting: Meeting, moment: datetime.datetime) -> str:
    return timezone.localtime(moment, ZoneInfo(meeting.time_zone)).strftime("%H:%M")
