"""Where an item stands in a draft: moved, put elsewhere, doubled. Nobody's edit of its words becomes stale by that."""

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import WORDING, PlanItem, Responsibility, VersionItem
from actionplans.permissions import require_writer
from actionplans.services.errors import ItemGone
from actionplans.services.locks import lock_draft
from actionplans.services.rows import check_parent, current_row, next_order, put_after, renumber, write_order
from members.models import User

LONGEST = 300


@transaction.atomic
def move_item(text: VersionItem, up: bool, *, actor: User) -> None:
    """One place up or down among its siblings; nothing happens at the end. Raises NotADraft, ItemGone."""
    require_writer(actor)
    draft = lock_draft(text.version)
    current = current_row(text)
    siblings = list(VersionItem.objects.filter(version=draft, parent=current.parent_id).order_by("order", "pk"))
    here = siblings.index(current)
    there = here - 1 if up else here + 1
    if 0 <= there < len(siblings):
        siblings[here], siblings[there] = siblings[there], siblings[here]
        write_order(siblings)


@transaction.atomic
def place_item(text: VersionItem, parent: VersionItem | None, after: VersionItem | None, *, actor: User) -> VersionItem:
    """Below `parent`, right after its child `after` or first. Raises NotADraft, ItemGone, WrongParent."""
    require_writer(actor)
    draft = lock_draft(text.version)
    current = current_row(text)
    check_parent(draft, current.item.kind, parent)
    if after is not None:
        after = current_row(after)
        if after.version_id != draft.pk or after.parent_id != (parent.pk if parent else None):
            raise ItemGone
    if after == current:
        return current
    left = current.parent_id
    if left != (parent.pk if parent else None):
        current.parent, current.order = parent, next_order(draft, parent)
        current.save(update_fields=["parent", "order"])
        renumber(draft, left)
    put_after(current, after)
    return current


@transaction.atomic
def duplicate_item(text: VersionItem, *, actor: User) -> VersionItem:
    """A copy of it and of all below, right after it: other items of the plan, with origins of none.

    Raises NotADraft, ItemGone.
    """
    require_writer(actor)
    draft = lock_draft(text.version)
    source = current_row(text)
    copy = _copied(source, source.parent, next_order(draft, source.parent))
    copy.title = (_("Copy of %s") % source.title)[:LONGEST]
    copy.save(update_fields=["title"])
    put_after(copy, source)
    return copy


def _copied(row: VersionItem, parent: VersionItem | None, order: int) -> VersionItem:
    item = PlanItem.objects.create(plan_id=row.item.plan_id, kind=row.item.kind)
    words = {name: getattr(row, name) for name in WORDING}
    copy = VersionItem.objects.create(version_id=row.version_id, item=item, parent=parent, order=order, **words)
    Responsibility.objects.bulk_create(
        Responsibility(text=copy, organization_id=one.organization_id, role=one.role)
        for one in row.responsibilities.all()
    )
    for child in row.children.select_related("item").order_by("order", "pk"):
        _copied(child, copy, child.order)
    return copy
