"""The first plan: a draft of version 1, made from the agreements."""

from dataclasses import dataclass

from actionplans.models import PlanVersion, VersionItem
from actionplans.services.items import Wording, add_item
from actionplans.services.plans import create_plan
from alianza.demo.data.plan import LINES, PLAN
from alianza.demo.data.shapes import Item
from meetings.models import Agreement, SwotItem
from members.models import Organization, User

FIELDS = ("title", "title_en", "starts_on", "ends_on", "weight", "baseline", "target", "verification")


@dataclass(frozen=True)
class Writer:
    """Writes items into one draft; the numbers and keys of the data become what they stand for."""

    version: PlanVersion
    members: dict[int, Organization]
    agreements: dict[int, Agreement]
    swot: dict[str, SwotItem]
    actor: User

    def write(self, items: tuple[Item, ...], parent: VersionItem | None = None) -> None:
        for item in items:
            row = add_item(self.version, item.kind, parent, self.wording(item), actor=self.actor)
            self.write(item.items, parent=row)

    def wording(self, item: Item) -> Wording:
        text, text_en = item.texts
        return Wording(
            fields={"text": text, "text_en": text_en} | {field: getattr(item, field) for field in FIELDS},
            leads=[self.members[number] for number in item.lead],
            supports=[self.members[number] for number in item.support],
            agreements=[self.agreements[number] for number in item.agreements],
            swot_items=[self.swot[key] for key in item.swot],
        )


def load_plan(
    members: dict[int, Organization], agreements: dict[int, Agreement], swot: dict[str, SwotItem], *, actor: User
) -> PlanVersion:
    version = create_plan(**PLAN, actor=actor)
    Writer(version, members, agreements, swot, actor).write(LINES)
    return version
