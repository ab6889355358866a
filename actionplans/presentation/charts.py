"""An indicator over time against its targets, old and new: places in an SVG, and the same as a table."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext

from actionplans.importing import values
from members.days import full_day

WIDTH, HEIGHT, LEFT, BOTTOM = 600, 220, 60, 190
PATTERNS = 4  # of lines, told apart without colour


@dataclass(frozen=True)
class Measured:
    """`on`: the last day of its period."""

    on: datetime.date
    period: str
    value: Decimal
    organization: str


@dataclass(frozen=True)
class Target:
    """What a version wants of the indicator; `words` as the plan says it, `by_day` its targets by period: (the last
    day of it, what is to be reached)."""

    version: int
    words: str
    baseline: str
    unit: str
    by_day: tuple[tuple[datetime.date, str], ...] = ()

    @property
    def wants(self) -> tuple:
        return self.words, self.unit, self.by_day

    @property
    def name(self) -> str:
        return gettext("version %(number)s") % {"number": self.version}


def chart(title: str, measured: Sequence[Measured], targets: Sequence[Target]) -> dict:
    """{title, table: [(period, day, value, organization)], targets: [(version, words)], by_day: [(version, day, what is
    to be reached)], svg or None}.

    The picture needs a number, measured or to be reached; targets that are no number are said in words alone.
    """
    return {
        "title": title,
        "table": [(one.period, full_day(one.on), _words(one.value), one.organization) for one in measured],
        "targets": [(one.name, " ".join((one.words, one.unit)).strip()) for one in targets],
        "by_day": [(one.name, full_day(day), words) for one in targets for day, words in one.by_day],
        "baseline": targets[-1].baseline if targets else "",
        "svg": _svg(measured, targets) if measured or any(one.by_day for one in targets) else None,
    }


def _svg(measured: Sequence[Measured], targets: Sequence[Target]) -> dict:
    wanted = [(one.version, number) for one in targets if (number := _number(one.words)) is not None]
    steps = {one.version: _steps(one) for one in targets}
    reached = [number for found in steps.values() for _day, number in found]
    place = _Place(
        [one.on for one in measured] + [day for found in steps.values() for day, _number in found],
        [one.value for one in measured] + [number for _version, number in wanted] + reached,
    )
    named = gettext("target")
    return {
        "points": [(*place.of(one.on, one.value), _words(one.value), full_day(one.on)) for one in measured],
        "lines": _lines(measured, place),
        "targets": [
            {"y": place.y(number), "words": f"{named} v{version}: {_words(number)}", "is_last": is_last}
            for version, number in wanted
            for is_last in [version == wanted[-1][0]]
        ],
        "steps": [
            {
                "line": " ".join(f"{left},{top}" for left, top in (place.of(*one) for one in found)),
                "points": [(*place.of(day, number), _words(number)) for day, number in found],
                "words": f"{named} v{version}",
                "is_last": version == targets[-1].version,
            }
            for version, found in steps.items()
            if found
        ],
        "zero": place.y(Decimal(0)),
    }


class _Place:
    """Where a day and a number lie in the picture."""

    def __init__(self, days: Sequence[datetime.date], numbers: Sequence[Decimal]):
        self.low, self.high = min([*numbers, Decimal(0)]), max([*numbers, Decimal(0)])
        self.first, self.span = min(days, default=datetime.date.min), 1
        if days:
            self.span = max((max(days) - self.first).days, 1)

    def x(self, day: datetime.date) -> float:
        return round(LEFT + 20 + (WIDTH - LEFT - 60) * (day - self.first).days / self.span, 1)

    def y(self, value: Decimal) -> float:
        return round(BOTTOM - float((value - self.low) / ((self.high - self.low) or 1)) * (BOTTOM - 20), 1)

    def of(self, day: datetime.date, value: Decimal) -> tuple[float, float]:
        return self.x(day), self.y(value)


def _lines(measured: Sequence[Measured], place: _Place) -> list[dict]:
    """One for each organization: {organization, css, line}; what one has measured is not joined to another's."""
    found: dict[str, list[tuple[float, float]]] = {}
    for one in measured:
        found.setdefault(one.organization, []).append(place.of(one.on, one.value))
    return [
        {"organization": name, "css": f"s{n % PATTERNS}", "line": " ".join(f"{left},{top}" for left, top in points)}
        for n, (name, points) in enumerate(sorted(found.items()))
    ]


def _steps(target: Target) -> list[tuple[datetime.date, Decimal]]:
    return [(day, number) for day, words in target.by_day if (number := _number(words)) is not None]


def _number(words: str) -> Decimal | None:
    try:
        return values.number(words.removesuffix("%").strip())
    except values.Bad:
        return None


def _words(value: Decimal) -> str:
    return number_format(f"{value.normalize():f}")
