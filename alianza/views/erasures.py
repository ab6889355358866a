"""Requests of erasure: for administrators, who see what would change before it does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alianza.rights.erasing import erase, preview
from members.days import full_day
from members.forms.erasures import DeclineForm
from members.models import ErasureRequest
from members.permissions import can_coordinate, can_erase
from members.services import erasures as services
from members.views.gates import only

SHOWN = 100


@only(can_coordinate)
@require_safe
def erasure_list(request: HttpRequest) -> HttpResponse:
    """Coordinators see that something was asked; the name and the decision are on the request's own page."""
    found = ErasureRequest.objects.select_related("person").order_by("decision", "-asked_at", "-pk")[:SHOWN]
    rows = [(one.pk, one.person.name, full_day(one.asked_at), one.get_decision_display(), one.is_open) for one in found]
    return render(request, "alianza/erasure_list.html", {"rows": rows})


@only(can_coordinate)
@require_safe
def erasure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    erasure = get_object_or_404(ErasureRequest.objects.select_related("person__user"), pk=pk)
    return _page(request, erasure, DeclineForm())


@only(can_erase)
@require_POST
def erasure_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    erasure = get_object_or_404(ErasureRequest, pk=pk)
    try:
        erase(erasure, actor=request.user)
    except services.Refused as refusal:
        messages.error(request, refusal.words)
    else:
        messages.success(request, _("Erased. What stays on record names nobody."))
    return redirect("erasure_detail", pk)


@only(can_erase)
@require_POST
def erasure_decline(request: HttpRequest, pk: int) -> HttpResponse:
    erasure = get_object_or_404(ErasureRequest.objects.select_related("person__user"), pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, erasure, form)
    try:
        services.decline(erasure, form.cleaned_data["words"], actor=request.user)
    except services.Refused as refusal:
        messages.error(request, refusal.words)
    else:
        messages.success(request, _("Not granted. The person gets the reason by mail."))
    return redirect("erasure_detail", pk)


def _page(request: HttpRequest, erasure: ErasureRequest, form: DeclineForm) -> HttpResponse:
    decides = can_erase(request.user) and erasure.is_open
    context = {
        "erasure": erasure,
        "counts": sorted(erasure.counts.items()),
        "decides": decides,
        "preview": preview(erasure) if decides else None,
        "form": form,
    }
    return render(request, "alianza/erasure_detail.html", context)
