"""From a meeting to the plan and back: which agreements and weaknesses are in it, and which are not."""

from django.db.models import Exists, OuterRef, QuerySet

from actionplans.models import Origin, PlanVersion, VersionItem
from meetings.models import Agreement, Meeting, SwotItem


def loose_agreements(user) -> QuerySet[Agreement]:
    """Those that the reader may see, and that nothing in a plan comes from (any more)."""
    taken_up = Origin.objects.standing().filter(agreement=OuterRef("pk"))
    return Agreement.objects.visible_to(user).filter(~Exists(taken_up)).exclude(state=Agreement.State.WITHDRAWN)


def loose_weaknesses(user) -> QuerySet[SwotItem]:
    """Weaknesses and threats that nothing in a plan answers (any more)."""
    answered = Origin.objects.standing().filter(swot_item=OuterRef("pk"))
    asks = (SwotItem.Quadrant.WEAKNESS, SwotItem.Quadrant.THREAT)
    return SwotItem.objects.visible_to(user).filter(~Exists(answered), quadrant__in=asks)


def origin_urls(user, version: PlanVersion) -> dict[str, str]:
    """Number of an agreement → its address, of those behind this version that the reader may see. One query."""
    origins = Origin.objects.filter(item__texts__version=version)
    found = Agreement.objects.visible_to(user).filter(pk__in=origins.order_by().values("agreement"))
    return {agreement.number: agreement.get_absolute_url() for agreement in found.only("number").order_by("number")}


def items_from(user, **origin) -> list[VersionItem]:
    """What comes from it (`agreement=`, `swot_item__meeting=` …), in each plan's newest version that the reader may
    see."""
    rows = VersionItem.objects.filter(
        item__in=Origin.objects.filter(**origin).order_by().values("item"),
        version__in=PlanVersion.objects.visible_to(user).order_by(),
    )
    newest = rows.order_by("item_id", "-version__number", "-version__round").distinct("item_id")
    return list(newest.select_related("version__plan", "item").defer("version__content"))


def answers_to_swot(user, meeting: Meeting) -> list[tuple[SwotItem, list[VersionItem]]]:
    """Each item of the meeting's SWOT, with what answers it in the plans. Three queries."""
    swot_items = list(SwotItem.objects.filter(meeting=meeting))
    rows = {row.item_id: row for row in items_from(user, swot_item__meeting=meeting)}
    origins = Origin.objects.filter(swot_item__meeting=meeting).values_list("swot_item", "item")
    found: dict[int, list[VersionItem]] = {}
    for swot_item, item in origins:
        if item in rows:
            found.setdefault(swot_item, []).append(rows[item])
    return [(one, found.get(one.pk, [])) for one in swot_items]
