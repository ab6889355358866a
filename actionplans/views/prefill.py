"""With what a new item begins, as its address asks; an address that asks for nonsense begins with nothing."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest

from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.services.rows import CHILD_KIND
from meetings.models import Agreement, SwotItem
from members.text import whole_number

Kind = PlanItem.Kind
TITLE_LENGTH = 300


def asked_row(request: HttpRequest, version: PlanVersion, name: str) -> VersionItem | None:
    """The row of this version that ?`name`= says."""
    return _chosen(VersionItem.objects.filter(version=version).select_related("item"), request.GET.get(name))


def asked_parent(request: HttpRequest, version: PlanVersion) -> VersionItem | None:
    return asked_row(request, version, "parent")


def asked_kind(request: HttpRequest, parent: VersionItem | None) -> str:
    """What goes below the parent; what comes from a meeting is an activity; otherwise a line, or what ?kind= says."""
    if parent is not None:
        return CHILD_KIND.get(Kind(parent.item.kind), Kind.INDICATOR)
    if request.GET.get("kind") in Kind.values:
        return request.GET["kind"]
    return Kind.ACTIVITY if {"agreement", "swot"} & request.GET.keys() else Kind.LINE


def from_meeting(request: HttpRequest) -> dict:
    """The agreement's words, owner and date, or the weakness, as an activity's beginning."""
    partners = Agreement.partners.through.objects.filter(agreement=OuterRef("pk")).order_by("organization")
    agreements = Agreement.objects.visible_to(request.user).annotate(
        partner_keys=ArraySubquery(partners.values("organization"))
    )
    agreement = _chosen(agreements, request.GET.get("agreement"))
    if agreement is not None:
        whole = len(agreement.text) <= TITLE_LENGTH
        return {
            "title": agreement.text if whole else agreement.text[: TITLE_LENGTH - 1] + "…",
            "text": "" if whole else agreement.text,
            "ends_on": agreement.due_on,
            "leads": [agreement.owner_id] if agreement.owner_id else [],
            "supports": agreement.partner_keys,
            "agreements": [agreement.pk],
        }
    swot_item = _chosen(SwotItem.objects.visible_to(request.user), request.GET.get("swot"))
    return {"swot_items": [swot_item.pk]} if swot_item else {}


def _chosen(queryset, pk: str | None):
    """None for a key that is no number, too large a number, or not among these."""
    key = whole_number(pk)
    return queryset.filter(pk=key).first() if key is not None else None
