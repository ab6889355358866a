"""Who represented an organization on a day, and when: a picture of the mandates, numbered as the list beside it is."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from members.days import full_day
from members.models import Mandate

WIDTH, ROW, BAR, NAMES = 600, 46, 22, 22
READABLE = 16  # a narrower bar bears no number
DAY = datetime.timedelta(days=1)
FARTHEST = datetime.date(2200, 1, 1)  # an end "for ever" would leave nothing of the others to be seen


@dataclass(frozen=True)
class Bar:
    x: float
    y: int
    width: float
    number: int
    words: str
    is_now: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def is_readable(self) -> bool:
        return self.width >= READABLE


@dataclass(frozen=True)
class Picture:
    """`marked`: where the day asked about is, None outside; `names` [(y, role)]."""

    height: int
    first: str
    last: str
    today: float
    marked: float | None
    names: list[tuple[int, str]]
    bars: list[Bar] = field(default_factory=list)


def day_asked(said: str | None) -> datetime.date | None:
    """None where nobody asked, or what was asked is no day."""
    try:
        return parse_date(said or "")
    except ValueError:
        return None


def on_day(mandates: Sequence[Mandate], day: datetime.date) -> list[Mandate]:
    held = [one for one in mandates if one.starts_on <= day and (one.ends_on is None or one.ends_on > day)]
    return sorted(held, key=lambda one: (Mandate.Role.values.index(one.role), one.pk))


def answer(mandates: Sequence[Mandate], day: datetime.date) -> str:
    """«El 1 may 2024: Ana (representante principal), Luis (suplente).»"""
    # Once, also where two entries of one organization that were merged both had the mandate.
    named = (f"{one.person.name} ({one.get_role_display()})" for one in on_day(mandates, day))
    said = ", ".join(dict.fromkeys(named))
    if not said:
        return _("On %(day)s nobody had a mandate.") % {"day": full_day(day)}
    return _("On %(day)s: %(who)s.") % {"day": full_day(day), "who": said}


def picture(mandates: Sequence[Mandate], asked: datetime.date | None = None) -> Picture | None:
    """`mandates` in the order of the list, whose numbers begin with 1. None where there is nothing to compare."""
    if len(mandates) < 2:
        return None
    today = timezone.localdate()
    first = min(today, *(one.starts_on for one in mandates))
    last = min(max(today, *(max(one.starts_on, one.ends_on or today) for one in mandates)), FARTHEST) + DAY
    scale = WIDTH / (last - first).days
    roles = [role for role in Mandate.Role if any(one.role == role for one in mandates)]
    bars = []
    for number, one in enumerate(mandates, start=1):
        until = min(one.ends_on or last, last)
        words = f"{number}. {one.person.name}, {one.get_role_display()}: {full_day(one.starts_on)} – "
        words += full_day(one.ends_on) if one.ends_on else _("no end agreed")
        x, width = (one.starts_on - first).days * scale, max((until - one.starts_on).days * scale, 2)
        y = roles.index(one.role) * ROW + NAMES
        bars.append(Bar(round(x, 1), y, round(width, 1), number, words, one in on_day(mandates, today)))
    marked = (asked - first).days * scale if asked and first <= asked <= last else None
    names = [(place * ROW + NAMES - 4, str(role.label).capitalize()) for place, role in enumerate(roles)]
    return Picture(len(roles) * ROW, full_day(first), full_day(last), (today - first).days * scale, marked, names, bars)
