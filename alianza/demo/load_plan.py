"""The first plan: a draft of version 1, made from the agreements."""

from dataclasses import dataclass

from actionplans.models import ActionPlan, Origin, PlanItem, PlanVersion, Responsibility, VersionItem
from alianza.demo.data.plan import LINES, PLAN
from alianza.demo.data.shapes import Item
from meetings.models import Agreement, SwotItem
from members.models import Organization

FIELDS = ("title", "title_en", "starts_on", "ends_on", "weight", "baseline", "target", "verification")


@dataclass(frozen=True)
class Writer:
    """Writes items into one draft; the numbers and keys of the data become what they stand for."""

    version: PlanVersion
    members: dict[int, Organization]
    agreements: dict[int, Agreement]
    swot: dict[str, SwotItem]

    def write(self, items: tuple[Item, ...], parent: VersionItem | None = None) -> None:
        for order, item in enumerate(items, start=1):
            row = VersionItem.objects.create(
                version=self.version,
                item=PlanItem.objects.create(plan=self.version.plan, kind=item.kind),
                parent=parent,
                order=order,
                text=item.texts[0],
                text_en=item.texts[1],
                **{field: getattr(item, field) for field in FIELDS},
            )
            self.write_responsible(row, item)
            self.write_origins(row.item, item)
            self.write(item.items, parent=row)

    def write_responsible(self, row: VersionItem, item: Item) -> None:
        for role, numbers in (("lead", item.lead), ("support", item.support)):
            for number in numbers:
                Responsibility.objects.create(text=row, organization=self.members[number], role=role)

    def write_origins(self, item: PlanItem, written: Item) -> None:
        for number in written.agreements:
            Origin.objects.create(item=item, agreement=self.agreements[number])
        for key in written.swot:
            Origin.objects.create(item=item, swot_item=self.swot[key])


def load_plan(
    members: dict[int, Organization], agreements: dict[int, Agreement], swot: dict[str, SwotItem]
) -> PlanVersion:
    plan = ActionPlan.objects.create(**PLAN)
    version = PlanVersion.objects.create(plan=plan, number=1)
    Writer(version, members, agreements, swot).write(LINES)
    return version
