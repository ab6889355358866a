"""The rows of a draft and their order; callers hold the draft's lock."""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.services.errors import ItemGone, WrongParent

Kind = PlanItem.Kind
PARENT_KIND = {Kind.LINE: None, Kind.OBJECTIVE: Kind.LINE, Kind.ACTIVITY: Kind.OBJECTIVE, Kind.INDICATOR: Kind.ACTIVITY}
CHILD_KIND = {parent: kind for kind, parent in PARENT_KIND.items()}


def below(text: VersionItem) -> list[VersionItem]:
    """Its descendants, level by level."""
    found: list[VersionItem] = []
    level = list(text.children.all())
    while level:
        found += level
        level = list(VersionItem.objects.filter(parent__in=level))
    return found


class Row(NamedTuple):
    """One row of a version; `path`: «Line › Objective», so that two of the same name can be told apart."""

    pk: int
    kind: str
    uid: UUID
    code: str
    title: str
    path: str


def rows_in_order(version: PlanVersion) -> list[Row]:
    """As the plan is read. One query."""
    columns = ("pk", "parent", "item__kind", "item__uid", "title")
    children: dict[int | None, list[tuple]] = defaultdict(list)
    for row in VersionItem.objects.filter(version=version).order_by("order", "pk").values_list(*columns):
        children[row[1]].append(row)
    found: list[Row] = []

    def walk(parent: int | None, code: str, path: str) -> None:
        for n, (pk, _parent, kind, uid, title) in enumerate(children[parent], start=1):
            found.append(Row(pk, kind, uid, f"{code}{n}", title, f"{path}{title}"))
            walk(pk, f"{code}{n}.", f"{path}{title} › ")

    walk(None, "", "")
    return found


def current_row(text: VersionItem) -> VersionItem:
    try:
        return VersionItem.objects.select_related("item").get(pk=text.pk)
    except VersionItem.DoesNotExist:
        raise ItemGone from None


def check_parent(draft: PlanVersion, kind: str, parent: VersionItem | None) -> None:
    wanted = PARENT_KIND[Kind(kind)]
    if parent is None:
        if wanted is not None:
            raise WrongParent
        return
    if not VersionItem.objects.filter(pk=parent.pk, version=draft, item__kind=wanted).exists():
        raise WrongParent


def next_order(draft: PlanVersion, parent: VersionItem | None) -> int:
    siblings = VersionItem.objects.filter(version=draft, parent=parent)
    return (siblings.aggregate(last=Max("order"))["last"] or 0) + 1


def renumber(draft: PlanVersion, parent_id: int | None) -> None:
    write_order(list(VersionItem.objects.filter(version=draft, parent=parent_id).order_by("order", "pk")))


def write_order(siblings: list[VersionItem]) -> None:
    """From 1; only rows whose place changed are written, and nobody's edit of the text becomes stale."""
    moved = [row for order, row in enumerate(siblings, start=1) if row.order != order]
    for order, row in enumerate(siblings, start=1):
        row.order = order
    VersionItem.objects.bulk_update(moved, ["order"])


def put_after(text: VersionItem, after: VersionItem | None) -> None:
    """Among its siblings, right after that one; first, where that is none or gone."""
    siblings = list(VersionItem.objects.filter(version=text.version_id, parent=text.parent_id).order_by("order", "pk"))
    siblings.remove(text)
    place = siblings.index(after) + 1 if after in siblings else 0
    write_order([*siblings[:place], text, *siblings[place:]])
