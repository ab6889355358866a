"""How the position of one stakeholder, and of all together, moved over time."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from members.days import full_day
from members.models import Assessment

Position = Assessment.Position
ORDER = sorted(Position, reverse=True)
KINDS = {-2: "c", -1: "c leaning", 0: "d", 1: "a leaning", 2: "a"}
MOMENTS = 6


@dataclass(frozen=True)
class Moment:
    """How many stood where on a day: `counts` (word, number), allies first; `parts` (class, x, width) of 100."""

    day: str
    counts: list[tuple[str, int]]
    parts: list[tuple[str, float, float]]


def moments(rows: Sequence[Assessment], until: datetime.date) -> list[Moment]:
    """Evenly from the first assessment to that day; `rows` the oldest first. None where there is nothing to compare."""
    if not rows or rows[0].assessed_on >= until:
        return []
    first = rows[0].assessed_on
    days = {first + (until - first) * n / (MOMENTS - 1) for n in range(MOMENTS)}
    return [_moment(rows, day) for day in sorted(days)]


def _moment(rows: Sequence[Assessment], day: datetime.date) -> Moment:
    stood = Counter({one.stakeholder_id: one.position for one in rows if one.assessed_on <= day}.values())
    parts, x = [], 0.0
    for position in ORDER:
        width = 100 * stood[position] / stood.total()
        if width:
            parts.append((KINDS[position], round(x, 2), round(width, 2)))
        x += width
    return Moment(full_day(day), [(str(one.label), stood[one]) for one in ORDER], parts)


@dataclass(frozen=True)
class Course:
    """One stakeholder's position over time: `points` of a line that goes in steps, and the dots on it."""

    points: str
    dots: list[tuple[float, float, str]]
    first: str
    last: str


def course(history: Sequence[Assessment]) -> Course | None:
    """`history` oldest first. None where there is nothing to compare."""
    if len(history) < 2:
        return None
    first, last = history[0].assessed_on, history[-1].assessed_on
    days = max((last - first).days, 1)
    places = [
        (round((one.assessed_on - first).days / days * 280 + 20, 1), 70 - one.position * 26, one) for one in history
    ]
    points, height = [], places[0][1]
    for x, y, _one in places:
        points += [f"{x},{height}", f"{x},{y}"]
        height = y
    dots = [(x, y, f"{full_day(one.assessed_on)}: {one.get_position_display()}") for x, y, one in places]
    return Course(" ".join(points), dots, full_day(first), full_day(last))
