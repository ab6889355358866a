from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from actionplans.models import Origin, PlanItem, PlanVersion, Responsibility, VersionItem
from actionplans.permissions import require_writer
from actionplans.services.errors import StaleItem
from actionplans.services.locks import lock_draft
from actionplans.services.rows import below, check_parent, current_row, next_order, put_after, renumber
from actionplans.services.wording import check
from meetings.models import Agreement, SwotItem
from members.models import Organization, User


@dataclass(frozen=True)
class Wording:
    """What an item says: the columns of VersionItem that are text, weight or date; who is responsible; where it comes
    from. An organization that leads doesn't also support. Without `leads` and `supports` the responsible stay, without
    `agreements` and `swot_items` the origins."""

    fields: dict
    leads: Iterable[Organization] | None = None
    supports: Iterable[Organization] | None = None
    agreements: Iterable[Agreement] | None = None
    swot_items: Iterable[SwotItem] | None = None


@transaction.atomic
def add_item(
    version: PlanVersion,
    kind: str,
    parent: VersionItem | None,
    wording: Wording,
    *,
    after: VersionItem | None = None,
    actor: User,
) -> VersionItem:
    """Right after its sibling `after`, or last among the children of its parent. Raises NotADraft, WrongParent."""
    require_writer(actor)
    draft = lock_draft(version)
    check_parent(draft, kind, parent)
    item = PlanItem.objects.create(plan_id=draft.plan_id, kind=kind)
    text = VersionItem.objects.create(
        version=draft, item=item, parent=parent, order=next_order(draft, parent), **wording.fields
    )
    _save_responsible(text, wording)
    _save_origins(item, wording)
    if after is not None:
        put_after(text, after)
    return text


@transaction.atomic
def change_item(
    text: VersionItem,
    parent: VersionItem | None,
    wording: Wording,
    lock_version: int,
    *,
    began_under: int | None = None,
    actor: User,
) -> VersionItem:
    """`lock_version`, and the key of the parent, are those that the writer began with: what somebody put elsewhere
    meanwhile stays there, unless this writer moves it too.

    Raises StaleItem, ItemGone, NotADraft, WrongParent, TargetReasonNeeded, ComesAfterItself.
    """
    require_writer(actor)
    draft = lock_draft(text.version)
    current = current_row(text)
    if current.lock_version != lock_version:
        raise StaleItem(current)
    parent = _parent_meant(current, parent, began_under)
    check_parent(draft, current.item.kind, parent)
    check(draft, current, wording.fields)
    changed = dict(wording.fields, lock_version=lock_version + 1)
    left = current.parent_id
    if left != (parent.pk if parent else None):
        changed |= {"parent": parent, "order": next_order(draft, parent)}
    for name, value in changed.items():
        setattr(current, name, value)
    current.save(update_fields=list(changed))
    if "parent" in changed:
        renumber(draft, left)
    _save_responsible(current, wording)
    _save_origins(current.item, wording)
    return current


def _parent_meant(current: VersionItem, parent: VersionItem | None, began_under: int | None) -> VersionItem | None:
    if parent is None or began_under is None:
        return parent
    if parent.pk == began_under:
        return current.parent
    if current.parent_id not in (began_under, parent.pk):
        raise StaleItem(current)
    return parent


@transaction.atomic
def delete_item(text: VersionItem, *, actor: User) -> int:
    """It and everything below leave this draft; returns how many. What an earlier version says stays said.

    Raises NotADraft, ItemGone.
    """
    require_writer(actor)
    draft = lock_draft(text.version)
    current = current_row(text)
    gone = [current, *below(current)]
    items = [row.item_id for row in gone]
    current.delete()
    renumber(draft, current.parent_id)
    PlanItem.objects.filter(pk__in=items, texts=None, comments=None).delete()
    return len(gone)


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
    if wording.agreements is None and wording.swot_items is None:
        return
    agreements = {one.pk for one in wording.agreements or ()}
    swot_items = {one.pk for one in wording.swot_items or ()}
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
