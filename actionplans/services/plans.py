import datetime
from collections import defaultdict

from django.db import transaction

from actionplans.models import WORDING, ActionPlan, PlanVersion, Responsibility, VersionItem
from actionplans.permissions import require_writer
from actionplans.services.errors import NothingToContinue, OpenVersionExists
from actionplans.services.locks import lock_plan
from actionplans.services.suggestions import take_in
from members.models import User

COPIED = ("item_id", "order", *WORDING)


@transaction.atomic
def create_plan(
    title: str, title_en: str, starts_on: datetime.date, ends_on: datetime.date, *, actor: User
) -> PlanVersion:
    """The plan and the draft of its first version, which is returned."""
    require_writer(actor)
    plan = ActionPlan.objects.create(title=title, title_en=title_en, starts_on=starts_on, ends_on=ends_on)
    return PlanVersion.objects.create(plan=plan, number=1)


@transaction.atomic
def new_version(plan: ActionPlan, *, actor: User) -> PlanVersion:
    """A draft with everything the last version says, each item keeping its identity; accepted suggestions go in.

    After a publication it has the next number; after a review that was taken back, the same number and the next round.
    Raises OpenVersionExists, NothingToContinue.
    """
    require_writer(actor)
    versions = PlanVersion.objects.filter(plan=lock_plan(plan.pk))
    if versions.open().exists():
        raise OpenVersionExists
    last = versions.defer("content").order_by("-number", "-round").first()
    if last is None:
        raise NothingToContinue
    again = last.state == PlanVersion.State.WITHDRAWN
    draft = PlanVersion.objects.create(
        plan_id=plan.pk,
        number=last.number if again else last.number + 1,
        round=last.round + 1 if again else 1,
        base=last,
    )
    _copy_items(last, draft)
    take_in(draft)
    return draft


def _copy_items(source: PlanVersion, target: PlanVersion) -> None:
    """Level by level, because a row needs its parent's key: as many queries as the tree is deep."""
    children: dict[int | None, list[VersionItem]] = defaultdict(list)
    for row in VersionItem.objects.filter(version=source).order_by("order", "pk"):
        children[row.parent_id].append(row)
    copies: dict[int, VersionItem] = {}
    level = children[None]
    while level:
        new = VersionItem.objects.bulk_create(_copy(row, target, copies) for row in level)
        copies.update(zip((row.pk for row in level), new, strict=True))
        level = [child for row in level for child in children[row.pk]]
    Responsibility.objects.bulk_create(
        Responsibility(text=copies[row.text_id], organization_id=row.organization_id, role=row.role)
        for row in Responsibility.objects.filter(text__version=source).order_by("pk")
    )


def _copy(row: VersionItem, target: PlanVersion, copies: dict[int, VersionItem]) -> VersionItem:
    parent = copies[row.parent_id] if row.parent_id else None
    return VersionItem(version=target, parent=parent, **{name: getattr(row, name) for name in COPIED})
