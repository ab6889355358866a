"""The secretariat notes that it has read what stakeholders answered."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.models import Delivery, Share
from actionplans.permissions import can_write
from actionplans.services.delivery import note_answer, note_answers
from members.views.gates import inside, only


@inside
@require_POST
@only(can_write)
def answers_noted(request: HttpRequest, pk: int) -> HttpResponse:
    """`until`: when the page was made on which they were read; here and in answer_noted."""
    share = get_object_or_404(Share, pk=pk)
    if note_answers(share, until=_until(request), actor=request.user):
        messages.success(request, _("The answers are noted."))
    else:
        messages.warning(request, _nothing())
    return redirect(share)


@inside
@require_POST
@only(can_write)
def answer_noted(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("share", "organization"), pk=pk)
    if note_answer(delivery, until=_until(request), actor=request.user):
        words = _("The answer of %(organization)s is noted.")
        messages.success(request, words % {"organization": delivery.organization})
    else:
        messages.warning(request, _nothing())
    return redirect(f"{delivery.share.get_absolute_url()}?show=answers#ledger")


def _nothing() -> str:
    return _("Nothing was noted: somebody did it before, or there are new words that you have not seen yet.")


def _until(request: HttpRequest) -> datetime.datetime | None:
    """None where it is no time."""
    try:
        found = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
