"""From a meeting to the plan and back: which agreements and weaknesses are in it, and which are not."""

from django.db.models import QuerySet

from actionplans.models import Origin, PlanVersion, VersionItem
from meetings.models import Agreement, SwotItem


def loose_agreements(user) -> QuerySet[Agreement]:
    """Those that the reader may see and no plan has taken up."""
    visible = Agreement.objects.visible_to(user).filter(plan_origins=None)
    return visible.exclude(state=Agreement.State.WITHDRAWN)


def loose_weaknesses(user) -> QuerySet[SwotItem]:
    """Weaknesses that nothing in a plan answers."""
    return SwotItem.objects.visible_to(user).filter(quadrant=SwotItem.Quadrant.WEAKNESS, plan_origins=None)


def origin_urls(user, version: PlanVersion) -> dict[str, str]:
    """Number of an agreement → its address, of those behind this version that the reader may see. One query."""
    origins = Origin.objects.filter(item__texts__version=version)
    found = Agreement.objects.visible_to(user).filter(pk__in=origins.order_by().values("agreement"))
    return {agreement.number: agreement.get_absolute_url() for agreement in found.only("number").order_by("number")}


def items_from(user, agreement: Agreement) -> list[VersionItem]:
    """What comes from this agreement, in each plan's newest version that the reader may see."""
    rows = VersionItem.objects.filter(
        item__origins__agreement=agreement, version__in=PlanVersion.objects.visible_to(user).order_by()
    )
    newest = rows.order_by("item_id", "-version__number", "-version__round").distinct("item_id")
    return list(newest.select_related("version__plan", "item").defer("version__content"))
