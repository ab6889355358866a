from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from actionplans.models import Delivery
from actionplans.permissions import can_write
from actionplans.presentation.subjects import said_of
from actionplans.services import reminders as services
from actionplans.services.errors import Refused
from actionplans.services.subjects import can_be_shared
from actionplans.views.ledger import find_share
from actionplans.views.recall import in_hand
from members.views.gates import inside, only


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def share_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: whom, and the mail as the first reader of each language gets it. POST: sends it to whoever is due then."""
    share = find_share(pk)
    if request.method == "POST":
        return _remind(request, share)
    if not can_be_shared(share.subject):
        messages.error(request, services.NotInForce.words)
        return redirect(share)
    due = services.to_remind(share.subject).select_related(*services.WHAT_A_MAIL_NEEDS)
    due = list(due.order_by("organization__sort_key", "person__sort_key", "pk"))
    context = {"nav": "plans", "share": share, "said": said_of(share.subject), "due": due}
    return render(request, "actionplans/share_remind.html", context | {"letters": _letters(due, request)})


def _remind(request: HttpRequest, share) -> HttpResponse:
    try:
        count = len(services.remind(share.subject, actor=request.user))
    except services.JustReminded as done:
        messages.info(request, done.words)
        return redirect(share)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(share)
    messages.success(request, _sent(count))
    return redirect(share)


def _sent(count: int) -> str:
    if settings.SHARE_HOLD_SECONDS:
        words = ngettext(
            "%(count)s reminder leaves in %(seconds)s seconds; until then you can call it back.",
            "%(count)s reminders leave in %(seconds)s seconds; until then you can call them back.",
            count,
        )
    else:
        words = ngettext("%(count)s reminder is on its way.", "%(count)s reminders are on their way.", count)
    return words % {"count": count, "seconds": settings.SHARE_HOLD_SECONDS}


@inside
@require_POST
@only(can_write)
def reminders_recall(request: HttpRequest, pk: int) -> HttpResponse:
    share = find_share(pk)
    try:
        count, leaving = services.recall_reminders(share.subject, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
    else:
        words = ngettext("%(n)s reminder was called back.", "%(n)s reminders were called back.", count)
        messages.success(request, words % {"n": count})
        if leaving:
            messages.warning(request, in_hand(leaving))
    return redirect(share)


def _letters(due: list[Delivery], request: HttpRequest) -> list[dict]:
    letters = []
    for code, _name in settings.LANGUAGES:
        readers = [delivery for delivery in due if delivery.person.language == code]
        if readers:
            subject, text = services.preview(readers[0], actor=request.user)
            name = get_language_info(code)["name_translated"]
            letters.append({"code": code, "name": name, "count": len(readers), "subject": subject, "text": text})
    return letters
