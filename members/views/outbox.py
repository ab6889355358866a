from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from members import delivery, postbox
from members.filters import OutboxFilter
from members.models import OutboxMail
from members.paging import keyset_page
from members.permissions import can_coordinate
from members.services.outbox import BadAddress, retry, retry_kind
from members.views.gates import only

NEWEST = ("-created_at", "-pk")


@only(can_coordinate)
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What waits, what left, what failed and why. No text of a mail: some hold secrets of their recipients."""
    mails = OutboxMail.objects.select_related("person").defer("text", "person__search_key")
    found = OutboxFilter(request.GET, mails)
    page = keyset_page(found.qs, order=NEWEST, after=request.GET.get("after"), size=30)
    context = {
        "nav": "outbox",
        "filter": found,
        "page": page,
        "rows": postbox.rows(page.rows),
        "waiting_since": delivery.waiting_since(),
    }
    return render(request, "members/outbox_list.html", context)


@only(can_coordinate)
@require_POST
def outbox_retry(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(OutboxMail, pk=pk)
    try:
        mail = retry(mail, actor=request.user)
    except BadAddress as refusal:
        messages.warning(request, refusal.message)
        return redirect("members:person_update", refusal.person.pk) if refusal.person else redirect("members:outbox")
    except ValidationError as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _leaves(mail))
    return redirect("members:outbox")


@only(can_coordinate)
@require_POST
def outbox_retry_kind(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(OutboxMail, pk=pk)
    try:
        again = retry_kind(mail, actor=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.message)
    else:
        said = ngettext("%(n)s mail will be tried again.", "%(n)s mails will be tried again.", again)
        messages.success(request, said % {"n": again})
    return redirect("members:outbox")


def _leaves(mail: OutboxMail) -> str:
    if mail.due_at <= timezone.now():
        return _("The mail will leave at once.")
    return _("It is night there: the mail will leave on %(when)s.") % {"when": postbox.moment(mail.due_at)}
