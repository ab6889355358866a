"""Influence × interest as a picture, its numbers those of the list beside it; how positions moved."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.days import full_day
from members.models import Assessment

CELL_WIDTH, CELL_HEIGHT, LEFT, BOTTOM = 190, 118, 40, 34
STEP, ACROSS, DOWN = 34, 5, 3
IN_CELL = ACROSS * DOWN
TONES = {-2: "c", -1: "c", 0: "d", 1: "a", 2: "a"}
WIDTH, HEIGHT = LEFT + 3 * CELL_WIDTH, 3 * CELL_HEIGHT + BOTTOM


@dataclass(frozen=True)
class Mark:
    """`shape`: told by form as well as by colour: circle in favour, square neutral, diamond against."""

    x: int
    y: int
    number: int
    tone: str
    shape: str
    words: str


@dataclass(frozen=True)
class Row:
    number: int
    name: str
    url: str
    tone: str
    words: str
    when: str
    moved: str


@dataclass(frozen=True)
class Cell:
    x: int
    y: int
    more: int


@dataclass
class Map:
    rows: list[Row] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    summary: str = ""


def drawn(now: Sequence[Assessment], before: Iterable[Assessment], since: datetime.date) -> Map:
    """`now` in the order of the list; `before`: the same stakeholders as they stood on `since`."""
    former = {one.stakeholder_id: one for one in before}
    found, places = Map(), defaultdict(list)
    for number, one in enumerate(now, start=1):
        found.rows.append(_row(number, one, former.get(one.stakeholder_id)))
        places[one.influence, one.interest].append((number, one))
    for influence in (3, 2, 1):
        for interest in (1, 2, 3):
            _fill(found, places[influence, interest], LEFT + (interest - 1) * CELL_WIDTH, (3 - influence) * CELL_HEIGHT)
    found.summary = movement(now, former, since)
    return found


def _fill(found: Map, here: list[tuple[int, Assessment]], x: int, y: int) -> None:
    """The last place says how many more there are."""
    shown = here if len(here) <= IN_CELL else here[: IN_CELL - 1]
    found.cells.append(Cell(x, y, len(here) - len(shown)))
    for place, (number, one) in enumerate(shown):
        column, line = place % ACROSS, place // ACROSS
        shape = {"a": "circle", "d": "square", "c": "diamond"}[TONES[one.position]]
        words = f"{number}. {one.stakeholder}: {one.get_position_display()}"
        at = x + 24 + column * STEP, y + 24 + line * STEP
        found.marks.append(Mark(*at, number, TONES[one.position], shape, words))


def _row(number: int, one: Assessment, former: Assessment | None) -> Row:
    levels = _("influence %(influence)s, interest %(interest)s") % {
        "influence": one.get_influence_display(),
        "interest": one.get_interest_display(),
    }
    who = getattr(one.assessed_by, "person", None)
    when = f"{full_day(one.assessed_on)} · {who.name if who else one.assessed_by}"
    moved = ""
    if former is not None and former.position != one.position:
        moved = _("before: %(position)s") % {"position": former.get_position_display()}
    words = f"{one.get_position_display()} · {levels}"
    return Row(
        number, one.stakeholder.name, one.stakeholder.get_absolute_url(), TONES[one.position], words, when, moved
    )


def movement(now: Iterable[Assessment], former: dict[int, Assessment], since: datetime.date) -> str:
    """«Desde el 1 de enero de 2018: 3 se acercaron, 1 se alejó, 4 siguen igual.»"""
    pairs = [(one.position, former[one.stakeholder_id].position) for one in now if one.stakeholder_id in former]
    count = Counter((new > old) - (new < old) for new, old in pairs)
    said = [
        ngettext("%(n)s came closer", "%(n)s came closer", count[1]) % {"n": count[1]},
        ngettext("%(n)s moved away", "%(n)s moved away", count[-1]) % {"n": count[-1]},
        ngettext("%(n)s stands as before", "%(n)s stand as before", count[0]) % {"n": count[0]},
    ]
    return _("Since %(day)s: %(what)s.") % {"day": full_day(since), "what": ", ".join(said)}


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
        (round((one.assessed_on - first).days / days * 560 + 20, 1), 70 - one.position * 26, one) for one in history
    ]
    points, height = [], places[0][1]
    for x, y, _one in places:
        points += [f"{x},{height}", f"{x},{y}"]
        height = y
    dots = [(x, y, f"{full_day(one.assessed_on)}: {one.get_position_display()}") for x, y, one in places]
    return Course(" ".join(points), dots, full_day(first), full_day(last))
