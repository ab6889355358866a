"""The plan in time, as places in an SVG; every word of it stands in the table beside, too."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS_3

from actionplans.presentation.tree import in_language
from actionplans.standing import Node

WIDTH, LABEL, ROW, HEAD = 1000, 300, 26, 30
LONGEST_LABEL = 42


@dataclass(frozen=True)
class Timeline:
    """Lengths in the SVG's own units."""

    height: int
    ticks: list[dict]
    bars: list[dict]
    arrows: list[str]
    today: float | None
    width: int = WIDTH
    label: int = LABEL
    head: int = HEAD


def timeline(
    nodes: Sequence[Node], first: datetime.date, last: datetime.date, language: str, today: datetime.date
) -> Timeline:
    """`nodes`: activities, or lines and objectives, whose bar spans what is below them. `first`–`last`: the plan's."""
    spans = [(node, *_span(node)) for node in nodes]
    known = [day for _node, *days in spans for day in days if day]
    first, last = min([first, *known]), max([last, *known])
    days = max((last - first).days, 1)

    def x(day: datetime.date) -> float:
        return round(LABEL + (WIDTH - LABEL) * (day - first).days / days, 1)

    bars, place = [], {}
    for row, (node, start, end) in enumerate(spans):
        bar = _bar(node, row, language) | {"has_days": bool(start or end)}
        if start or end:
            left, right = x(start or end or first), x(end or start or last)
            bar |= {
                "x": left,
                "width": max(right - left, 4),
                "done": round(max(right - left, 4) * node.percent / 100, 1),
            }
            place[node.item["uid"]] = (left, max(right, left + 4), bar["y"] + ROW / 2)
        bars.append(bar)
    return Timeline(
        height=HEAD + ROW * len(spans) + 6,
        ticks=[{"x": x(day), "words": words} for day, words in _ticks(first, last)],
        bars=bars,
        arrows=list(_arrows(nodes, place)),
        today=x(today) if first <= today <= last else None,
    )


def _bar(node: Node, row: int, language: str) -> dict:
    title = in_language(node.item, "title", language)[0]
    short = title if len(title) <= LONGEST_LABEL else f"{title[: LONGEST_LABEL - 1]}…"
    tone = "late" if node.is_late else "ok" if node.activities and node.done == node.activities else "open"
    return {"y": HEAD + ROW * row, "middle": HEAD + ROW * row + 17, "label": f"{node.code} {short}", "tone": tone}


def _span(node: Node) -> tuple[datetime.date | None, datetime.date | None]:
    days = [
        datetime.date.fromisoformat(one.item[name])
        for one in node.walk()
        for name in ("starts_on", "ends_on")
        if one.item.get(name)
    ]
    if node.kind == "activity":
        return tuple(
            datetime.date.fromisoformat(node.item[name]) if node.item[name] else None
            for name in ("starts_on", "ends_on")
        )
    return (min(days), max(days)) if days else (None, None)


def _ticks(first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, str]]:
    """Months up to a year and a half, quarters up to four years, then years."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = 1 if months <= 18 else 3 if months <= 48 else 12
    found = []
    year, month = first.year, (first.month - 1) // step * step + 1
    while (day := datetime.date(year, month, 1)) <= last:
        if day >= first:
            found.append((day, str(year) if step == 12 else f"{MONTHS_3[month]} {year}"))
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return found


def _arrows(nodes: Sequence[Node], place: dict):
    """From the end of what comes first to the beginning of what comes after it."""
    for node in nodes:
        for before in node.item.get("after") or ():
            if before in place and node.item["uid"] in place:
                (_left, x1, y1), (x2, _right, y2) = place[before], place[node.item["uid"]]
                yield f"M{x1:.0f} {y1:.0f}h6V{y2:.0f}H{x2:.0f}"
