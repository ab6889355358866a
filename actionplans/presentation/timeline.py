"""The plan in time, as places in an SVG; every word of it stands in the table beside, too."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext

from actionplans.presentation.days import span
from actionplans.presentation.facts import Codes, after_words
from actionplans.presentation.overview import activity_row
from actionplans.presentation.tree import in_language
from actionplans.standing import Node

WIDTH, LABEL, ROW, HEAD, FOOT = 1000, 300, 26, 30, 22
LONGEST_LABEL = 40  # with its number
LAST_TICK = WIDTH - 70  # words that begin after it would be cut off


@dataclass(frozen=True)
class Timeline:
    """Lengths in the SVG's own units."""

    bottom: int
    ticks: list[dict]
    bars: list[dict]
    arrows: list[str]
    today: float | None
    width: int = WIDTH
    label: int = LABEL
    head: int = HEAD

    @property
    def height(self) -> int:
        return self.bottom + FOOT


def timeline(
    nodes: Sequence[Node], first: datetime.date, last: datetime.date, language: str, today: datetime.date
) -> Timeline:
    """`nodes`: activities under the objectives that head them, or lines and objectives alone, whose bar then spans what
    is below them. `first`–`last`: the plan's."""
    headed = any(node.kind == "activity" for node in nodes)
    spans = [(node, *((None, None) if headed and node.kind != "activity" else _span(node))) for node in nodes]
    known = [day for _node, *days in spans for day in days if day]
    first, last = min([first, *known]), max([last, *known])
    days = max((last - first).days, 1)

    def x(day: datetime.date) -> float:
        return round(LABEL + (WIDTH - LABEL) * (day - first).days / days, 1)

    bars, place = [], {}
    for row, (node, start, end) in enumerate(spans):
        bar = _bar(node, row, language) | {"has_days": bool(start or end), "heads": headed and node.kind != "activity"}
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
        bottom=HEAD + ROW * len(spans) + 4,
        ticks=[{"x": x(day), "words": words if x(day) < LAST_TICK else ""} for day, words in _ticks(first, last)],
        bars=bars,
        arrows=list(_arrows(nodes, place)),
        today=x(today) if first <= today <= last else None,
    )


def _bar(node: Node, row: int, language: str) -> dict:
    title = in_language(node.item, "title", language)[0]
    room = LONGEST_LABEL - len(node.code)
    short = title if len(title) <= room else f"{title[: room - 1]}…"
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


def _arrows(nodes: Sequence[Node], place: dict) -> Iterator[str]:
    """From the end of what comes first to the beginning of what comes after it; where that begins earlier, round by the
    gap above its row."""
    for node in nodes:
        for before in node.item.get("after") or ():
            if before in place and node.item["uid"] in place:
                (_left, x1, y1), (x2, _right, y2) = place[before], place[node.item["uid"]]
                gap = y2 - ROW / 2 - 3 if y2 > y1 else y2 + ROW / 2 - 3
                down = f"V{y2:.0f}" if x2 >= x1 + 16 else f"V{gap:.0f}H{x2 - 10:.0f}V{y2:.0f}"
                yield f"M{x1:.0f} {y1:.0f}h6{down}H{x2 - 1:.0f}"


def table(nodes: Sequence[Node], plan_id: int, language: str, today: datetime.date, codes: Codes) -> list[dict]:
    """The activities of the picture in words: overview.activity_row with `when` and `after`."""
    return [
        activity_row(node, plan_id, language, today)
        | {
            "when": span(node.item["starts_on"], node.item["ends_on"], language),
            "after": _after(after_words(node.item, codes)),
        }
        for node in nodes
        if node.kind == "activity"
    ]


def _after(before: Sequence[str]) -> str:
    return gettext("comes after %(codes)s") % {"codes": ", ".join(before)} if before else ""


def leads(nodes: Sequence[Node]) -> list[tuple[str, str]]:
    """(key, name) of each organization that leads one of them, by name."""
    found = {str(one["id"]): one["name"] for node in nodes for one in node.item["lead"]}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
