from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.ledger.states import NOT_REACHED, with_state
from actionplans.models import Delivery, Notice, Share
from actionplans.permissions import can_write
from actionplans.presentation.subjects import said_of
from members.paging import keyset_page
from members.views.gates import inside, only


@inside
@require_safe
@only(can_write)
def share_list(request: HttpRequest) -> HttpResponse:
    """All that was sent out, newest first, and the notices that wait to be."""
    shares = Share.objects.select_related("version__plan", "notice", "created_by__person__organization")
    shares = shares.defer("version__content", "notice__text", "notice__text_en")
    page = keyset_page(shares, order=("-created_at", "-pk"), after=request.GET.get("after"), size=30)
    figures = _figures([share.pk for share in page])
    context = {
        "nav": "plans",
        "page": page,
        "rows": [(share, said_of(share.subject)["name"], figures.get(share.pk, {})) for share in page],
        "waiting": Notice.objects.filter(shares=None).defer("text", "text_en")[:50],
    }
    return render(request, "actionplans/share_list.html", context)


def _figures(pks: list[int]) -> dict[int, dict]:
    """{share: {total, acknowledged, failed}}"""
    rows = (
        with_state(Delivery.objects.filter(share__in=pks)).order_by().values("share", "state").annotate(n=Count("pk"))
    )
    found: dict[int, dict] = {}
    for row in rows:
        figures = found.setdefault(row["share"], {"total": 0, "acknowledged": 0, "failed": 0})
        figures["total"] += row["n"]
        figures["acknowledged"] += row["n"] * (row["state"] == "acknowledged")
        figures["failed"] += row["n"] * (row["state"] in NOT_REACHED)
    return found
