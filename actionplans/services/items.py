from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from actionplans.models import Origin, PlanItem, PlanVersion, Responsibility, VersionItem
from actionplans.permissions import require_writer
from actionplans.services.errors import ItemGone, StaleItem, WrongParent
from actionplans.services.locks import lock_draft
from actionplans.services.wording import check
from meetings.models import Agreement, SwotItem
from members.models import Organization, User

Kind = PlanItem.Kind
PARENT_KIND = {Kind.LINE: None, Kind.OBJECTIVE: Kind.LINE, Kind.ACTIVITY: Kind.OBJECTIVE, Kind.INDICATOR: Kind.ACTIVITY}


@dataclass(frozen=True)
class Wording:
    """What an item says: the columns of VersionItem that are text, weight or date; who is responsible; where it comes
    from. An organization that leads doesn't also support. Without `leads` and `supports` the responsible stay."""

    fields: dict
    leads: Iterable[Organization] | None = None
    supports: Iterable[Organization] | None = None
    agreements: Iterable[Agreement] = ()
    swot_items: Iterable[SwotItem] = ()


@transaction.atomic
def add_item(
    version: PlanVersion, kind: str, parent: VersionItem | None, wording: Wording, *, actor: User
) -> VersionItem:
    """Last among the children of its parent. Raises NotADraft, WrongParent."""
    require_writer(actor)
    draft = lock_draft(version)
    _check_parent(draft, kind, parent)
    item = PlanItem.objects.create(plan_id=draft.plan_id, kind=kind)
    text = VersionItem.objects.create(
        version=draft, item=item, parent=parent, order=_next_order(draft, parent), **wording.fields
    )
    _save_responsible(text, wording)
    _save_origins(item, wording)
    return text


@transaction.atomic
def change_item(
    text: VersionItem, parent: VersionItem | None, wording: Wording, lock_version: int, *, actor: User
) -> VersionItem:
    """`lock_version` is the one that the writer began with.

    Raises StaleItem, ItemGone, NotADraft, WrongParent, TargetReasonNeeded, ComesAfterItself.
    """
    require_writer(actor)
    draft = lock_draft(text.version)
    current = _current(text)
    if current.lock_version != lock_version:
        raise StaleItem(current)
    _check_parent(draft, current.item.kind, parent)
    check(draft, current, wording.fields)
    changed = dict(wording.fields, lock_version=lock_version + 1)
    left = current.parent_id
    if left != (parent.pk if parent else None):
        changed |= {"parent": parent, "order": _next_order(draft, parent)}
    for name, value in changed.items():
        setattr(current, name, value)
    current.save(update_fields=list(changed))
    if "parent" in changed:
        _renumber(draft, left)
    _save_responsible(current, wording)
    _save_origins(current.item, wording)
    return current


@transaction.atomic
def move_item(text: VersionItem, up: bool, *, actor: User) -> None:
    """One place up or down among its siblings; nothing happens at the end. Raises NotADraft, ItemGone."""
    require_writer(actor)
    draft = lock_draft(text.version)
    current = _current(text)
    siblings = list(VersionItem.objects.filter(version=draft, parent=current.parent_id).order_by("order", "pk"))
    here = siblings.index(current)
    there = here - 1 if up else here + 1
    if 0 <= there < len(siblings):
        siblings[here], siblings[there] = siblings[there], siblings[here]
        _write_order(siblings)


@transaction.atomic
def delete_item(text: VersionItem, *, actor: User) -> int:
    """It and everything below leave this draft; returns how many. What an earlier version says stays said.

    Raises NotADraft, ItemGone.
    """
    require_writer(actor)
    draft = lock_draft(text.version)
    current = _current(text)
    gone = [current, *below(current)]
    items = [row.item_id for row in gone]
    current.delete()
    _renumber(draft, current.parent_id)
    PlanItem.objects.filter(pk__in=items, texts=None, comments=None).delete()
    return len(gone)


def below(text: VersionItem) -> list[VersionItem]:
    """Its descendants, level by level."""
    found: list[VersionItem] = []
    level = list(text.children.all())
    while level:
        found += level
        level = list(VersionItem.objects.filter(parent__in=level))
    return found


def _current(text: VersionItem) -> VersionItem:
    try:
        return VersionItem.objects.select_related("item").get(pk=text.pk)
    except VersionItem.DoesNotExist:
        raise ItemGone from None


def _check_parent(draft: PlanVersion, kind: str, parent: VersionItem | None) -> None:
    wanted = PARENT_KIND[Kind(kind)]
    if parent is None:
        if wanted is not None:
            raise WrongParent
        return
    if not VersionItem.objects.filter(pk=parent.pk, version=draft, item__kind=wanted).exists():
        raise WrongParent


def _next_order(draft: PlanVersion, parent: VersionItem | None) -> int:
    siblings = VersionItem.objects.filter(version=draft, parent=parent)
    return (siblings.aggregate(last=Max("order"))["last"] or 0) + 1


def _renumber(draft: PlanVersion, parent_id: int | None) -> None:
    _write_order(list(VersionItem.objects.filter(version=draft, parent=parent_id).order_by("order", "pk")))


def _write_order(siblings: list[VersionItem]) -> None:
    """From 1; only rows whose place changed are written, and nobody's edit of the text becomes stale."""
    moved = [row for order, row in enumerate(siblings, start=1) if row.order != order]
    for order, row in enumerate(siblings, start=1):
        row.order = order
    VersionItem.objects.bulk_update(moved, ["order"])


def _save_responsible(text: VersionItem, wording: Wording) -> None:
    if wording.leads is None and wording.supports is None:
        return
    roles = dict.fromkeys((one.pk for one in wording.supports or ()), Responsibility.Role.SUPPORT)
    roles |= dict.fromkeys((one.pk for one in wording.leads or ()), Responsibility.Role.LEAD)
    for row in Responsibility.objects.filter(text=text):
        if roles.get(row.organization_id) == row.role:
            del roles[row.organization_id]
        else:
            row.delete()
    Responsibility.objects.bulk_create(
        Responsibility(text=text, organization_id=organization, role=role) for organization, role in roles.items()
    )


def _save_origins(item: PlanItem, wording: Wording) -> None:
    agreements, swot_items = {one.pk for one in wording.agreements}, {one.pk for one in wording.swot_items}
    for origin in Origin.objects.filter(item=item):
        if origin.agreement_id in agreements or origin.swot_item_id in swot_items:
            agreements.discard(origin.agreement_id)
            swot_items.discard(origin.swot_item_id)
        else:
            origin.delete()
    Origin.objects.bulk_create(
        [Origin(item=item, agreement_id=pk) for pk in sorted(agreements)]
        + [Origin(item=item, swot_item_id=pk) for pk in sorted(swot_items)]
    )
