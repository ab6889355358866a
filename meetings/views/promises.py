"""What the responsible organization does with a commitment, and what is decided on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.forms.agreements import AnswerForm, ExtensionForm, HandoverForm
from meetings.models import Agreement, AgreementRequest
from meetings.permissions import owns
from meetings.services import promises as services
from meetings.services.errors import Refused
from members.permissions import can_coordinate
from members.views.gates import inside

NAV = {"nav": "agreements"}


@inside
@require_POST
def agreement_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `accept` or not; not needs words."""
    agreement = _owned(request, pk)
    form = AnswerForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        services.answer(agreement, accept=bool(request.POST.get("accept")), words=words, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("Thank you: your answer is noted."))
    return redirect(agreement)


@inside
def agreement_extend(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _owned(request, pk)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_extension(agreement, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("The secretariat is asked. Until it decides, the date stays."))
            return redirect(agreement)
    return render(request, "meetings/agreement_extend.html", NAV | {"agreement": agreement, "form": form})


@inside
def agreement_handover(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _owned(request, pk)
    form = HandoverForm(request.POST or None, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["person"]:
                services.hand_to(agreement, data["person"], actor=request.user)
                messages.success(request, _("%s is responsible now.") % data["person"].name)
            else:
                services.ask_handover(agreement, data["organization"], data["reason"], actor=request.user)
                messages.success(request, _("They are asked. Until they accept, your organization is responsible."))
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            return redirect(agreement)
    return render(request, "meetings/agreement_handover.html", NAV | {"agreement": agreement, "form": form})


@inside
@require_POST
def request_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `grant` or not; not needs `words`."""
    visible = Agreement.objects.visible_to(request.user).order_by()
    found = get_object_or_404(AgreementRequest.objects.filter(agreement__in=visible), pk=pk)
    if not can_coordinate(request.user) and not services.may_decide(request.user, found):
        raise PermissionDenied
    try:
        words = request.POST.get("words", "").replace("\x00", "")[:2000]
        services.decide(found, grant=bool(request.POST.get("grant")), words=words, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("Decided; whoever asked is told by mail."))
    return redirect(found.agreement)


def _owned(request: HttpRequest, pk: int) -> Agreement:
    rows = Agreement.objects.visible_to(request.user).select_related("meeting", "owner", "owner_person")
    agreement = get_object_or_404(rows, pk=pk)
    if not owns(request.user, agreement):
        raise PermissionDenied
    return agreement
