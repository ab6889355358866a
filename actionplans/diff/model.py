"""The answer of a comparison."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from members.worddiff import Piece, pieces

PLAN_FIELDS = ("title", "title_en", "starts_on", "ends_on")
TEXT_FIELDS = ("title", "title_en", "text", "text_en", "area", "funder", "baseline", "unit", "target", "verification")
ORGANIZATION_FIELDS = ("lead", "support")
OTHER_FIELDS = ("starts_on", "ends_on", "after", "weight", "authority_level", "tags", "budget", "targets")
FIELDS = (*TEXT_FIELDS, *OTHER_FIELDS, *ORGANIZATION_FIELDS, "origins")


class Status(StrEnum):
    """The one word for a change; a changed item may besides have moved."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MOVED = "moved"
    REORDERED = "reordered"


@dataclass(frozen=True)
class FieldChange:
    """`old` and `new` as the content has them: words, an ISO date, a list of organizations, a list of origins."""

    field: str
    old: str | list | None
    new: str | list | None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Of a text: what stayed, went and came, by word. Computed when it is asked for."""
        return pieces(self.old, self.new) if self.field in TEXT_FIELDS else ()

    @cached_property
    def gone(self) -> list:
        """Of a list: what is no longer in it. An organization that only changed its name is in both."""
        return [one for one in self.old if one not in self.new] if isinstance(self.old, list) else []

    @cached_property
    def come(self) -> list:
        return [one for one in self.new if one not in self.old] if isinstance(self.new, list) else []


class Place(NamedTuple):
    """Where an item stands in one of the two: `index` counts from 0 among the children of `parent` (None: a line)."""

    code: str
    parent: str | None
    index: int
    line: str
    organizations: frozenset[int]


@dataclass(frozen=True)
class Change:
    """One item that is not as it was. `old`/`new`: the item's dict (with what it holds), None where it isn't."""

    uid: str
    kind: str
    old: dict | None
    new: dict | None
    was: Place | None
    now: Place | None
    fields: tuple[FieldChange, ...] = ()
    reordered: bool = False

    @property
    def moved(self) -> bool:
        return self.was is not None and self.now is not None and self.was.parent != self.now.parent

    @property
    def status(self) -> Status:
        if self.old is None:
            return Status.ADDED
        if self.new is None:
            return Status.REMOVED
        if self.fields:
            return Status.CHANGED
        return Status.MOVED if self.moved else Status.REORDERED

    @property
    def line(self) -> str:
        """The uid of the line it is under; of a removed item, that it was under."""
        return (self.now or self.was).line

    @property
    def organizations(self) -> frozenset[int]:
        """Whom it concerns: those who answer for it, or did; where it names nobody, for what it is part of."""
        return frozenset().union(*(place.organizations for place in (self.was, self.now) if place))


@dataclass(frozen=True)
class Comparison:
    """`changes` in reading order of the new content, a removed item where it stood; `plan`: title and period."""

    old: dict
    new: dict
    changes: tuple[Change, ...]
    plan: tuple[FieldChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.plan

    @property
    def summary(self) -> Counter[Status]:
        return Counter(change.status for change in self.changes)

    def where(self, holds: Callable[[Change], bool]) -> "Comparison":
        """Only the changes of which it holds; title and period of the plan are left out."""
        return replace(self, changes=tuple(filter(holds, self.changes)), plan=())

    def first(self, most: int) -> "Comparison":
        return self if len(self.changes) <= most else replace(self, changes=self.changes[:most])

    def concerning(self, organization_ids: Collection[int]) -> "Comparison":
        """Only what touches one of these organizations."""
        wanted = frozenset(organization_ids)
        return self.where(lambda change: not wanted.isdisjoint(change.organizations))
