import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models.functions import Coalesce

from actionplans.axes import AXES
from actionplans.models import WORDING, ActionPlan, PlanItem, PlanVersion, Responsibility, VersionItem
from actionplans.permissions import require_writer
from actionplans.services.errors import NothingToContinue, OpenVersionExists
from actionplans.services.locks import lock_plan
from actionplans.services.suggestions import take_in
from members.models import User

COPIED = ("item_id", "order", *WORDING)
NEXT_ROUND = (*COPIED, "target_reason")  # still compared with the same version in force


@transaction.atomic
def create_plan(
    title: str,
    title_en: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    *,
    start: PlanVersion | str | None = None,
    shifted: bool = False,
    actor: User,
) -> PlanVersion:
    """The plan and the draft of its first version, which is returned.

    `start`: "axes" for the lines of the national strategy, or a version of another plan whose items come along as new
    ones; `shifted`: their dates move by what lies between the beginnings of the two plans.
    """
    require_writer(actor)
    plan = ActionPlan.objects.create(title=title, title_en=title_en, starts_on=starts_on, ends_on=ends_on)
    draft = PlanVersion.objects.create(plan=plan, number=1)
    if start == "axes":
        for order, (name, name_en) in enumerate(AXES, start=1):
            line = PlanItem.objects.create(plan=plan, kind=PlanItem.Kind.LINE)
            VersionItem.objects.create(version=draft, item=line, order=order, title=name, title_en=name_en)
    elif isinstance(start, PlanVersion):
        _begin_with(start, draft, starts_on - start.plan.starts_on if shifted else datetime.timedelta())
    return draft


def _begin_with(source: PlanVersion, draft: PlanVersion, by: datetime.timedelta) -> None:
    """The items of another plan, as new ones of this: without its origins, reasons and numbers in files."""
    new = {
        item.pk: PlanItem(plan_id=draft.plan_id, kind=item.kind)
        for item in PlanItem.objects.filter(texts__version=source).order_by("pk")
    }
    PlanItem.objects.bulk_create(new.values())
    uids = dict(PlanItem.objects.filter(pk__in=new).values_list("uid", "pk"))

    def change(row: VersionItem) -> None:
        row.item = new[row.item_id]
        row.depends_on = [new[uids[uid]].uid for uid in row.depends_on if uid in uids]
        row.starts_on, row.ends_on = (day and day + by for day in (row.starts_on, row.ends_on))
        row.targets = [one | {"until": str(datetime.date.fromisoformat(one["until"]) + by)} for one in row.targets]

    copy_items(source, draft, change)


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
    copy_items(last, draft, names=NEXT_ROUND if again else COPIED)
    take_in(draft)
    return draft


def copy_items(
    source: PlanVersion,
    target: PlanVersion,
    change: Callable[[VersionItem], None] | None = None,
    names: Iterable[str] = COPIED,
) -> None:
    """Level by level, because a row needs its parent's key: as many queries as the tree is deep. `names`: of the
    columns that come along."""
    children: dict[int | None, list[VersionItem]] = defaultdict(list)
    for row in VersionItem.objects.filter(version=source).order_by("order", "pk"):
        children[row.parent_id].append(row)
    copies: dict[int, VersionItem] = {}
    level = children[None]
    while level:
        rows = [_copy(row, target, copies, names) for row in level]
        if change:
            for row in rows:
                change(row)
        new = VersionItem.objects.bulk_create(rows)
        copies.update(zip((row.pk for row in level), new, strict=True))
        level = [child for row in level for child in children[row.pk]]
    _copy_responsibilities(source, copies)


def _copy_responsibilities(source: PlanVersion, copies: dict[int, VersionItem]) -> None:
    """In the name of whom a duplicate became part of; once for each, and whoever leads doesn't support as well."""
    itself = Coalesce("organization__merged_into", "organization")
    rows = Responsibility.objects.filter(text__version=source).order_by("-role", "pk")
    once = {(text, organization): role for text, organization, role in rows.values_list("text", itself, "role")}
    Responsibility.objects.bulk_create(
        Responsibility(text=copies[text], organization_id=organization, role=role)
        for (text, organization), role in once.items()
    )


def _copy(row: VersionItem, target: PlanVersion, copies: dict[int, VersionItem], names: Iterable[str]) -> VersionItem:
    parent = copies[row.parent_id] if row.parent_id else None
    return VersionItem(version=target, parent=parent, **{name: getattr(row, name) for name in names})
