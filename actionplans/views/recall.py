"""Acts on a share that was sent, and its ledger as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans.ledger import moment
from actionplans.ledger.export import as_csv
from actionplans.models import Delivery, Share
from actionplans.permissions import can_write
from actionplans.presentation.subjects import ledger_file, said_of
from actionplans.services import recall as services
from actionplans.services.errors import Refused
from actionplans.views.ledger import find_share
from members.models import OutboxMail
from members.views.gates import inside, only


@inside
@require_POST
@only(can_write)
def share_recall(request: HttpRequest, pk: int) -> HttpResponse:
    share = find_share(pk)
    try:
        recalled = services.recall_share(share, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(share)
    words = ngettext("%(n)s mail was called back.", "%(n)s mails were called back.", recalled.withdrawn)
    messages.success(request, words % {"n": recalled.withdrawn})
    if recalled.sent:
        messages.warning(request, _left(recalled.sent))
    if recalled.in_hand:
        messages.warning(request, in_hand(recalled.in_hand))
    return redirect(share)


def _left(count: int) -> str:
    words = ngettext(
        "%(n)s mail had left already and can't be called back; its link can still be closed.",
        "%(n)s mails had left already and can't be called back; their links can still be closed.",
        count,
    )
    return words % {"n": count}


def in_hand(count: int) -> str:
    words = ngettext(
        "%(n)s mail is just being handed over: in a moment the list says whether it left.",
        "%(n)s mails are just being handed over: in a moment the list says whether they left.",
        count,
    )
    return words % {"n": count}


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def share_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: how many links that closes. POST: closes them."""
    share = find_share(pk)
    if request.method == "GET":
        count = Delivery.objects.open().filter(share=share).count()
        context = {"nav": "plans", "share": share, "said": said_of(share.subject), "count": count}
        return render(request, "actionplans/share_revoke.html", context)
    try:
        closed = services.revoke_share(share, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(share)
    words = ngettext("%(n)s link is closed: it opens nothing any more.", "%(n)s links are closed.", closed)
    messages.success(request, words % {"n": closed})
    return redirect(share)


@inside
@require_POST
@only(can_write)
def delivery_send_again(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("share"), pk=pk)
    try:
        again = services.send_again(delivery, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
    else:
        messages.success(request, _on_its_way(again.mail))
    return redirect(delivery.share)


def _on_its_way(mail: OutboxMail) -> str:
    said = {"email": mail.to_email, "when": moment(mail.due_at, seconds=True)}
    if mail.due_at <= timezone.now():
        return _("It is on its way to %(email)s.") % said
    return _("It is on its way to %(email)s and leaves %(when)s; until then you can call it back.") % said


@inside
@require_POST
@only(can_write)
def delivery_recall(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("share"), pk=pk)
    try:
        services.recall_again(delivery, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
    else:
        messages.success(request, _("The mail was called back. It can be sent again."))
    return redirect(delivery.share)


@inside
@require_GET
@only(can_write)
def share_csv(request: HttpRequest, pk: int) -> HttpResponse:
    share: Share = find_share(pk)
    name = ledger_file(share.subject)
    response = HttpResponse(as_csv(share), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
