"""Two people changed one item at the same time: what each of them says, beside what both began with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.apps import apps
from django.forms import BoundField

from actionplans.models import WORDING, Origin, Responsibility, VersionItem
from meetings.models import Agreement, SwotItem
from members.models import Organization

LINKED = ("parent", "leads", "supports", "agreements", "swot_items")
NAMES = (*WORDING, "target_reason", *LINKED)
Said = dict[str, object]


class Began(NamedTuple):
    """The lock_version and the parent's key that a writer saw first; None: the parent wasn't asked."""

    lock_version: int
    parent: int | None


@dataclass(frozen=True)
class Difference:
    """One field; `columns`: base, theirs and mine in words. `both` changed it: the writer has to choose. `chosen`:
    "saved" or "mine", or nothing yet."""

    name: str
    field: BoundField
    columns: tuple[str, ...]
    both: bool
    chosen: str


def saved(current: VersionItem) -> Said:
    """What the row says now: its words, keys of what it is linked with."""
    said = {name: getattr(current, name) for name in (*WORDING, "target_reason")}
    roles = Responsibility.objects.filter(text=current).values_list("organization", "role")
    origins = Origin.objects.filter(item=current.item_id).values_list("agreement", "swot_item")
    return said | _linked(current.parent_id, roles, origins)


def differing(current: VersionItem, mine: Mapping, began: Began) -> list[tuple[str, object, object, object]]:
    """(field, base, theirs, mine) wherever the saved row and `mine` aren't the same.

    `mine`: values of some of NAMES.
    """
    theirs, base = saved(current), _said_at(current, began.lock_version)
    if began.parent is not None:  # being put elsewhere raises no lock_version
        base["parent"] = began.parent
    names = [name for name in NAMES if name in mine and mine[name] != theirs[name]]
    return [(name, base[name], theirs[name], mine[name]) for name in names]


def in_words(name: str, value, titles: Mapping) -> str:
    """A list's entries one by one: tags, targets, the titles of items, the names of organizations."""
    if isinstance(value, list):
        return " · ".join(in_words(name, one, titles) for one in value)
    if isinstance(value, dict):
        return f"{value['until']}: {value['value']}"
    return "" if value is None else str(titles.get((name, value), value))


def titles_of(current: VersionItem, names: Collection[str]) -> dict[tuple[str, object], str]:
    """{(field, key): words} of what the fields link to; a query for each kind of link that differs."""
    found: dict[tuple[str, object], str] = {}
    rows = VersionItem.objects.filter(version=current.version_id)
    if {"depends_on", "parent"} & set(names):
        for pk, uid, title in rows.values_list("pk", "item__uid", "title"):
            found |= {("parent", pk): title, ("depends_on", uid): title}
    if {"leads", "supports"} & set(names):
        for pk, title in Organization.objects.values_list("pk", "name"):
            found |= {("leads", pk): title, ("supports", pk): title}
    if "agreements" in names:
        found |= {("agreements", pk): number for pk, number in Agreement.objects.values_list("pk", "number")}
    if "swot_items" in names:
        found |= {("swot_items", pk): text for pk, text in SwotItem.objects.values_list("pk", "text")}
    return found


def _said_at(current: VersionItem, lock_version: int) -> Said:
    """As it was then, from the audit trail; where that is gone, as it is."""
    events = apps.get_model("actionplans", "VersionItemEvent").objects
    row = events.filter(pgh_obj=current.pk, lock_version=lock_version).order_by("-pgh_id").first()
    if row is None:
        return saved(current)
    roles = _standing("ResponsibilityEvent", row.pgh_created_at, ("organization", "role"), text=current.pk)
    origins = _standing("OriginEvent", row.pgh_created_at, ("agreement", "swot_item"), item=current.item_id)
    said = {name: getattr(row, name) for name in (*WORDING, "target_reason")}
    return said | _linked(row.parent_id, roles, origins)


def _standing(model: str, moment: datetime, names: tuple[str, ...], **of) -> list[tuple]:
    """The links that stood at that moment: made and not yet taken away."""
    events = apps.get_model("actionplans", model).objects.filter(pgh_created_at__lte=moment, **of)
    found: dict[int, tuple] = {}
    for key, label, *values in events.order_by("pgh_id").values_list("pgh_obj", "pgh_label", *names):
        found.pop(key, None)
        if label != "delete":
            found[key] = tuple(values)
    return list(found.values())


def _linked(parent, roles, origins) -> Said:
    roles, origins = list(roles), list(origins)
    return {
        "parent": parent,
        "leads": sorted(pk for pk, role in roles if role == "lead"),
        "supports": sorted(pk for pk, role in roles if role == "support"),
        "agreements": sorted(agreement for agreement, _swot in origins if agreement),
        "swot_items": sorted(swot for _agreement, swot in origins if swot),
    }
