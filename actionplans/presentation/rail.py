"""The versions of a plan beside every page about it, newest first, with what became of each. One query."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from actionplans.models import Delivery, Endorsement, PlanVersion
from actionplans.models.versions import ReviewRound

Asked = ReviewRound.organizations.through


def with_figures(versions: QuerySet[PlanVersion]) -> QuerySet[PlanVersion]:
    """Adds `asked` (organizations), `stances` (the last word of each that answered), `shared` and `acknowledged`
    (stakeholders), `last_share` (its key)."""
    stances = Endorsement.objects.latest().filter(version=OuterRef("pk")).order_by()
    sent = Delivery.objects.filter(share__version=OuterRef("pk"))
    return (
        versions.select_related("review")
        .defer("content")
        .annotate(
            asked=_count(Asked.objects.filter(reviewround__version=OuterRef("pk")), "reviewround", "organization"),
            stances=ArraySubquery(stances.values("stance")),
            shared=_count(sent, "share__version", "person"),
            acknowledged=_count(sent.exclude(acknowledged_at=None), "share__version", "person"),
            last_share=Subquery(sent.order_by("-share").values("share")[:1]),
        )
    )


def rail(user, plan_id: int) -> list[PlanVersion]:
    """Those of this plan that the reader may see; each also says how many endorse it (`endorsed`)."""
    versions = list(
        with_figures(PlanVersion.objects.visible_to(user).filter(plan=plan_id)).order_by("-number", "-round")
    )
    for version in versions:
        version.endorsed = version.stances.count("endorse")
    return versions


def successor(version: PlanVersion, versions: list[PlanVersion]) -> PlanVersion | None:
    """What took its place: the next published version, or the next round of a version that was taken back."""
    later = [one for one in reversed(versions) if (one.number, one.round) > (version.number, version.round)]
    if version.state == PlanVersion.State.WITHDRAWN:
        return next((one for one in later if one.number == version.number), None)
    return next((one for one in later if one.published_at), None)


def _count(queryset: QuerySet, group: str, what: str) -> Coalesce:
    counted = queryset.order_by().values(group).annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
