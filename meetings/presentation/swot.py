"""The four quadrants, each grouped by topic: what the meeting gave most points first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import SwotItem


@dataclass(frozen=True)
class Group:
    """`topic` is empty for the items that belong to none; they come last."""

    topic: str
    points: int
    items: list[SwotItem]


@dataclass(frozen=True)
class Quadrant:
    value: str
    name: str
    groups: list[Group]

    @property
    def count(self) -> int:
        return sum(len(group.items) for group in self.groups)


def quadrants(items: Iterable[SwotItem]) -> list[Quadrant]:
    """All four, empty ones too, in the order in which people read them."""
    of: dict[str, list[SwotItem]] = defaultdict(list)
    for item in items:
        of[item.quadrant].append(item)
    return [Quadrant(one.value, str(one.label), _groups(of[one])) for one in SwotItem.Quadrant]


def _groups(items: list[SwotItem]) -> list[Group]:
    by_topic: dict[str, list[SwotItem]] = defaultdict(list)
    for item in sorted(items, key=lambda one: (-one.points, one.pk)):
        by_topic[item.topic].append(item)
    groups = [Group(topic, sum(one.points for one in of), of) for topic, of in by_topic.items()]
    return sorted(groups, key=lambda group: (not group.topic, -group.points, group.topic))
