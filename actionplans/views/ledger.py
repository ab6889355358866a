"""The ledger of a share: what became of each delivery. All comes from the database, so it survives being closed."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from actionplans.ledger import ANSWERS, GROUPS, ORDER, Row, listed, moment, rows, summary
from actionplans.models import Delivery, Share
from actionplans.permissions import can_write
from actionplans.presentation.subjects import said_of
from actionplans.services.reminders import to_remind
from actionplans.services.subjects import can_be_shared
from members.paging import keyset_page
from members.views.gates import inside, only

SIZE = 50
SEEN = re.compile(r"(\d{1,18})-([0-9a-f]{1,8})")


@inside
@require_GET
@only(can_write)
def share_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """`show`: one group of the figures, or the answers; `after`: the next page of them."""
    share = find_share(pk)
    asked = request.GET.get("show", "")
    show = asked if asked in (*GROUPS, ANSWERS) else ""
    page = keyset_page(listed(share, show), order=ORDER, after=request.GET.get("after"), size=SIZE)
    shown = _rows(page)
    sender = getattr(share.created_by, "person", None)
    context = {"nav": "plans", "sender": sender and sender.organization, "show": show, "page": page, "rows": shown}
    context |= {"heading": GROUPS[show][1] if show in GROUPS else ""}
    return render(request, "actionplans/share_detail.html", context | _moving(share, {row.pk: row for row in shown}))


@inside
@require_GET
@only(can_write)
def share_ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """What moves on share_detail: figures, acts, and of the rows that the reader has (`seen`: "pk-mark.pk-mark") those
    that changed. Once all is settled it asks no more."""
    share = find_share(pk)
    seen = dict(SEEN.findall(request.GET.get("seen", ""))[:SIZE])
    there = {row.pk: row for row in _rows(listed(share).filter(pk__in=seen))} if seen else {}
    changed = [row for row in there.values() if row.mark != seen[str(row.pk)]]
    context = {"alone": True, "rows": changed} | _moving(share, there)
    return render(request, "actionplans/_ledger_now.html", context)


def find_share(pk: int) -> Share:
    found = Share.objects.select_related(
        "version__plan", "notice__minutes__current", "created_by__person__organization"
    )
    long = ("version__content", "notice__text", "notice__text_en", "notice__minutes__current__content")
    share = found.defer(*long).filter(pk=pk).first()
    if share is None:
        raise Http404
    return share


def _rows(deliveries: Iterable[Delivery]) -> list[Row]:
    return rows(deliveries, retries=len(settings.OUTBOX_RETRY_SECONDS))


def _moving(share: Share, shown: dict[int, Row]) -> dict:
    seen = ".".join(f"{pk}-{row.mark}" for pk, row in shown.items())
    address = reverse("actionplans:share_ledger", args=[share.pk])
    return {
        "share": share,
        "said": said_of(share.subject),
        "read_at": timezone.now().isoformat(),
        "ledger": summary(share),
        "poll": f"{address}?{urlencode({'seen': seen})}",
        "to_remind": to_remind(share.subject).count() if can_be_shared(share.subject) else 0,
        "held_until": moment(share.held_until, seconds=True),
    }
