"""Progress by weight, from the activities up to the plan. Pure: content and reports in, figures out."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from actionplans.standing.reports import Said, State


@dataclass
class Node:
    """A line, objective or activity. `percent` 0–100; the counts are of activities at and below it.

    `late`: due before today and not done. `silent`: nothing accepted was ever reported.
    """

    item: dict
    code: str
    percent: float = 0
    activities: int = 0
    done: int = 0
    late: int = 0
    silent: int = 0
    said: Said | None = None
    nodes: list["Node"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.item["kind"]

    @property
    def is_late(self) -> bool:
        return self.kind == "activity" and bool(self.late)

    def walk(self) -> Iterator["Node"]:
        yield self
        for node in self.nodes:
            yield from node.walk()


@dataclass(frozen=True)
class Standing:
    """The plan itself is `whole`; `normalized`: some weights among siblings don't add up to 100."""

    whole: Node
    normalized: bool

    def of_kind(self, kind: str) -> list[Node]:
        return [node for node in self.whole.walk() if node.kind == kind]

    @property
    def activities(self) -> list[Node]:
        return self.of_kind("activity")


def standing(content: dict, said: Mapping[str, Said], today: datetime.date) -> Standing:
    lines = [_node(item, str(n), said, today) for n, item in enumerate(content["items"], start=1)]
    whole = _sum({"kind": "plan", "uid": "", "weight": None}, "", lines)
    return Standing(whole, any(_is_off(node.nodes) for node in whole.walk()))


def _node(item: dict, code: str, said: Mapping[str, Said], today: datetime.date) -> Node:
    if item["kind"] == "activity":
        return _activity(item, code, said.get(item["uid"]), today)
    below = [_node(one, f"{code}.{n}", said, today) for n, one in enumerate(item["items"], start=1)]
    return _sum(item, code, below)


def _activity(item: dict, code: str, said: Said | None, today: datetime.date) -> Node:
    done = said is not None and said.state == State.DONE
    late = not done and item["ends_on"] is not None and item["ends_on"] < today.isoformat()
    return Node(
        item,
        code,
        percent=said.percent if said else 0,
        activities=1,
        done=int(done),
        late=int(late),
        silent=int(said is None),
        said=said,
    )


def _sum(item: dict, code: str, nodes: list[Node]) -> Node:
    counted = [node for node in nodes if node.activities]
    shares = weights([node.item["weight"] for node in counted])
    node = Node(item, code, nodes=nodes)
    node.percent = sum(share * one.percent for share, one in zip(shares, counted, strict=True))
    for name in ("activities", "done", "late", "silent"):
        setattr(node, name, sum(getattr(one, name) for one in counted))
    return node


def weights(given: list[str | None]) -> list[float]:
    """Shares that add up to 1. Who has no weight takes an equal part of what the others leave of 100, or, where they
    leave nothing, counts as their mean does."""
    known = [float(one) for one in given if one is not None]
    missing = len(given) - len(known)
    left = max(100 - sum(known), 0)
    each = left / missing if missing and left else (sum(known) / len(known) if known else 1)
    raw = [each if one is None else float(one) for one in given]
    total = sum(raw)
    return [one / total for one in raw] if total else [1 / len(raw) for _one in raw]


def _is_off(siblings: list[Node]) -> bool:
    """Some count for more or less than their weight says; a branch without activities is still part of the 100."""
    return not add_up([node.item["weight"] for node in siblings if node.item["weight"] is not None or node.activities])


def add_up(given: list[str | None]) -> bool:
    """Weights of siblings: to 100, or to less where some have none and take what is left."""
    total = sum(float(one or 0) for one in given)
    if None in given:
        return total < 100
    return not given or abs(total - 100) <= 0.01
