"""Influence × interest as a picture, its numbers those of the list beside it. A band grows with what stands in it."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.days import full_day
from members.models import Assessment

# As wide as a small telephone: there a unit is a pixel, and nothing has to be pushed sideways.
LEFT, CELL, STEP, LOWEST = 24, 112, 28, 62
ACROSS = CELL // STEP
TONES = {-2: "c", -1: "c", 0: "d", 1: "a", 2: "a"}
SHAPES = {"a": "circle", "d": "square", "c": "diamond"}  # told by form as well as by colour
LEANING = {-1, 1}  # only outlined
Level = Assessment.Level


@dataclass(frozen=True)
class Mark:
    """`came_from`: where it stood on the day compared with, None where it is in the same cell, or is new."""

    x: float
    y: float
    number: int
    tone: str
    shape: str
    is_leaning: bool
    words: str
    came_from: tuple[float, float] | None = None


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
class Band:
    """All cells of one influence."""

    y: int
    height: int
    is_key: bool


@dataclass
class Map:
    height: int
    rows: list[Row] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    summary: str = ""


def drawn(now: Sequence[Assessment], before: Iterable[Assessment], since: datetime.date) -> Map:
    """`now` in the order of the list; `before`: the same stakeholders as they stood on `since`."""
    former = {one.stakeholder_id: one for one in before}
    bands = _bands(now)
    found = Map(sum(band.height for band in bands.values()), bands=list(bands.values()))
    in_cell: Counter[tuple[int, int]] = Counter()
    for number, one in enumerate(now, start=1):
        found.rows.append(_row(number, one, former.get(one.stakeholder_id)))
        nth = in_cell[one.influence, one.interest]
        in_cell[one.influence, one.interest] += 1
        found.marks.append(_mark(number, one, nth, former.get(one.stakeholder_id), bands))
    found.summary = movement(now, former, since)
    return found


def _bands(now: Iterable[Assessment]) -> dict[int, Band]:
    """{influence: band}, the highest on top."""
    crowd: dict[int, Counter[int]] = defaultdict(Counter)
    for one in now:
        crowd[one.influence][one.interest] += 1
    bands, y = {}, 0
    for influence in (Level.HIGH, Level.MEDIUM, Level.LOW):
        lines = -(-max(crowd[influence].values(), default=0) // ACROSS)
        bands[influence.value] = Band(y, max(LOWEST, lines * STEP + 6), influence == Level.HIGH)
        y += bands[influence.value].height
    return bands


def _mark(number: int, one: Assessment, nth: int, former: Assessment | None, bands: dict[int, Band]) -> Mark:
    tone = TONES[one.position]
    x = LEFT + (one.interest - 1) * CELL + (nth % ACROSS + 0.5) * STEP
    y = bands[one.influence].y + (nth // ACROSS + 0.5) * STEP + 3
    moved = former is not None and (former.influence, former.interest) != (one.influence, one.interest)
    words = f"{number}. {one.stakeholder}: {one.get_position_display()}"
    came_from = _middle(former, bands) if former is not None and moved else None
    return Mark(x, y, number, tone, SHAPES[tone], one.position in LEANING, words, came_from)


def _middle(one: Assessment, bands: dict[int, Band]) -> tuple[float, float]:
    band = bands[one.influence]
    return LEFT + (one.interest - 0.5) * CELL, band.y + band.height / 2


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
