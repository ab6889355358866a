"""What the words of an item may say, beyond what its columns can hold."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from actionplans.models import PlanVersion, VersionItem
from actionplans.services.errors import ComesAfterItself, TargetReasonNeeded

TARGET = ("baseline", "unit", "target", "targets")


def target_changes(version: PlanVersion, text: VersionItem, fields: dict) -> bool:
    """Whether what is to be reached isn't what the version that was in force before says of the item."""
    if text.item_id is None:
        return False
    before = said_in_force(version, [text.item_id]).first()
    return before is not None and any(fields[name] != getattr(before, name) for name in TARGET if name in fields)


def said_in_force(version: PlanVersion, items: Iterable[int]) -> QuerySet[VersionItem]:
    """What was measured against so far: rounds that were taken back have promised nobody anything."""
    published = PlanVersion.objects.filter(plan=version.plan_id, published_at__isnull=False, number__lt=version.number)
    last = published.order_by("-number").values("pk")[:1]
    return VersionItem.objects.filter(version__in=last, item__in=items)


def check(version: PlanVersion, text: VersionItem | None, fields: dict) -> None:
    """Raises TargetReasonNeeded, ComesAfterItself."""
    if text is None:
        return
    if not fields.get("target_reason", text.target_reason) and target_changes(version, text, fields):
        raise TargetReasonNeeded
    if _comes_after_itself(version, text.item.uid, fields.get("depends_on", ())):
        raise ComesAfterItself


def _comes_after_itself(version: PlanVersion, uid: UUID, before: Iterable[UUID]) -> bool:
    rows = VersionItem.objects.filter(version=version).exclude(depends_on=[])
    known = dict(rows.values_list("item__uid", "depends_on"))
    seen: set[UUID] = set()
    level = set(before)
    while level:
        if uid in level:
            return True
        seen |= level
        level = {earlier for one in level for earlier in known.get(one, ())} - seen
    return False
