from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.filters import AgreementFilter
from meetings.forms.agreements import AgreementForm, AgreementUpdateForm, ProgressForm
from meetings.models import Agreement, AgreementRequest, Meeting
from meetings.permissions import can_report, owns
from meetings.presentation import register
from meetings.presentation.board import board
from meetings.presentation.history import history
from meetings.services import agreements as services
from meetings.services.errors import MeetingMovedOn, Refused, Withdrawn
from meetings.services.promises import may_decide
from members import sheets
from members.paging import keyset_page
from members.permissions import can_coordinate
from members.views.gates import inside, only

NAV = {"nav": "agreements"}
OPEN = (Agreement.State.OPEN, Agreement.State.IN_PROGRESS)
EXPORTED = 20_000
ORDER = ("-meeting__starts_at", "-meeting__pk", "sequence", "pk")


@inside
@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The register: every agreement that the reader may see, whatever meeting it comes from."""
    found = AgreementFilter(request.GET, user=request.user)
    rows = found.qs.select_related("meeting", "owner", "owner_person")
    page = keyset_page(rows, order=ORDER, after=request.GET.get("after"), size=50)
    return render(request, "meetings/agreement_list.html", NAV | {"filter": found, "page": page})


@inside
@require_safe
def agreement_board(request: HttpRequest) -> HttpResponse:
    """The same agreements, by state."""
    found = AgreementFilter(request.GET, user=request.user)
    return render(request, "meetings/agreement_board.html", NAV | {"filter": found, "columns": board(found.qs)})


@inside
@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = _rows(request).select_related("agenda_item").annotate(partner_names=_partner_names())
    agreement = get_object_or_404(rows, pk=pk)
    requests = _requests(request, agreement)
    context = NAV | {
        "agreement": agreement,
        "history": history(agreement, requests),
        "requests": requests,
        "owns": owns(request.user, agreement) and agreement.state in OPEN,
        "can_coordinate": can_coordinate(request.user),
        "can_report": can_report(request.user, agreement) and agreement.state != Agreement.State.WITHDRAWN,
    }
    return render(request, "meetings/agreement_detail.html", context)


def _partner_names() -> ArraySubquery:
    partners = Agreement.partners.through.objects.filter(agreement=OuterRef("pk")).order_by("organization__sort_key")
    return ArraySubquery(partners.values("organization__name"))


def _requests(request: HttpRequest, agreement: Agreement) -> list[AgreementRequest]:
    """Each with `may_decide`: the reader may, and nobody has."""
    found = list(agreement.requests.select_related("organization", "asked_by", "decided_by"))
    for one in found:
        decides = can_coordinate(request.user) or may_decide(request.user, one)
        one.may_decide = decides and not one.decision and agreement.state in OPEN
    return found


@inside
@require_safe
def agreement_export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the filter shows and the reader may see, as CSV or XLSX."""
    found = AgreementFilter(request.GET, user=request.user)
    rows = found.qs.select_related("meeting__body", "owner", "owner_person", "agenda_item")
    rows = rows.annotate(partner_names=_partner_names()).order_by(*ORDER)[:EXPORTED]
    if kind not in sheets.FORMATS:
        raise Http404
    content_type, data = register.exported(rows, kind)
    disposition = content_disposition_header(as_attachment=True, filename=_("agreements") + f".{kind}")
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})


@only(can_coordinate, about=Meeting)
def agreement_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns to itself: in a meeting one agreement follows the other."""
    meeting = get_object_or_404(Meeting, pk=pk)
    form = AgreementForm(request.POST or None, instance=Agreement(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        try:
            agreement = services.add_agreement(form.instance, form.cleaned_data["partners"], actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("Agreement %s is recorded.") % agreement.number)
            return redirect("meetings:agreement_create", meeting.pk)
    return render(request, "meetings/agreement_form.html", NAV | {"form": form, "meeting": meeting})


@only(can_coordinate, about=Agreement)
@transaction.atomic
def agreement_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Locked from reading to writing, so that the form knows what stands."""
    agreement = get_object_or_404(services.locked() if request.method == "POST" else _rows(request), pk=pk)
    form = AgreementUpdateForm(request.POST or None, instance=agreement)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_agreement(form.instance, form.cleaned_data["partners"], actor=request.user)
        except MeetingMovedOn as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("Agreement %s is changed.") % agreement.number)
            return redirect(agreement)
    context = NAV | {"form": form, "meeting": agreement.meeting, "agreement": agreement}
    return render(request, "meetings/agreement_form.html", context)


@inside
def agreement_report(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = _visible(request, pk)
    if not can_report(request.user, agreement):
        raise PermissionDenied
    form = ProgressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report_progress(agreement, **form.cleaned_data, actor=request.user)
        except Withdrawn:
            form.add_error(None, _("This agreement was withdrawn: nobody owes it any more."))
        else:
            messages.success(request, _("Thank you. The progress is on record."))
            return redirect(agreement)
    return render(request, "meetings/agreement_report.html", NAV | {"form": form, "agreement": agreement})


def _visible(request: HttpRequest, pk: int) -> Agreement:
    return get_object_or_404(_rows(request), pk=pk)


def _rows(request: HttpRequest) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(request.user).select_related("meeting__body", "owner", "owner_person")
