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


@dataclass(frozen=True)
class Measured:
    """`on`: the last day of its period."""

    on: datetime.date
    period: str
    value: Decimal
    organization: str


@dataclass(frozen=True)
class Target:
    """What a version wants of the indicator; `words` as the plan says it."""

    version: int
    words: str
    baseline: str
    unit: str


def chart(title: str, measured: Sequence[Measured], targets: Sequence[Target]) -> dict:
    """{title, table: [(period, day, value, organization)], targets: [(version, words)], svg or None}.

    The picture needs a value; targets that are no number are said in words alone.
    """
    return {
        "title": title,
        "table": [(one.period, full_day(one.on), _words(one.value), one.organization) for one in measured],
        "targets": [
            (gettext("version %(number)s") % {"number": one.version}, " ".join((one.words, one.unit)).strip())
            for one in targets
        ],
        "baseline": targets[-1].baseline if targets else "",
        "svg": _svg(measured, targets) if measured else None,
    }


def _svg(measured: Sequence[Measured], targets: Sequence[Target]) -> dict:
    wanted = [(one.version, number) for one in targets if (number := _number(one.words)) is not None]
    numbers = [one.value for one in measured] + [number for _version, number in wanted] + [Decimal(0)]
    low, high = min(numbers), max(numbers)
    days = [one.on for one in measured]
    first, span = min(days), max((max(days) - min(days)).days, 1)

    def y(value: Decimal) -> float:
        return round(BOTTOM - float((value - low) / ((high - low) or 1)) * (BOTTOM - 20), 1)

    def x(day: datetime.date) -> float:
        return round(LEFT + 20 + (WIDTH - LEFT - 60) * (day - first).days / span, 1)

    points = [(x(one.on), y(one.value), _words(one.value), full_day(one.on)) for one in measured]
    return {
        "points": points,
        "line": " ".join(f"{left},{top}" for left, top, *_words_of in points),
        "targets": [
            {"y": y(number), "words": f"{gettext('target')} v{version}: {_words(number)}", "is_last": version == last}
            for version, number in wanted
            for last in [wanted[-1][0]]
        ],
        "zero": y(Decimal(0)),
    }


def _number(words: str) -> Decimal | None:
    try:
        return values.number(words.removesuffix("%").strip())
    except values.Bad:
        return None


def _words(value: Decimal) -> str:
    return number_format(f"{value.normalize():f}")
