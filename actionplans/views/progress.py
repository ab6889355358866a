from decimal import Decimal

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actionplans.forms.progress import ReportForm
from actionplans.models import ActionPlan, Evidence, ProgressReport, ReportingPeriod, VersionItem
from actionplans.permissions import can_write
from actionplans.presentation.reports import latest, owed, told
from actionplans.services import progress as services
from actionplans.services.errors import Refused
from actionplans.views.finding import NAV, refusals_as_messages, require_can_write
from actionplans.views.periods import at, visible_periods
from members.models import Organization, roles_of
from members.views.gates import inside


@inside
@require_safe
def report_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest period: what the reader's organizations owe in it; for the secretariat, what everybody said."""
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user), pk=pk)
    periods = list(plan.periods.all())
    shown = next((one for one in periods if str(one.pk) == request.GET.get("period")), next(iter(periods), None))
    writes, mine = can_write(request.user), roles_of(request.user).organization_ids
    reports = latest(shown) if shown else []
    context = NAV | {
        "plan": plan,
        "periods": periods,
        "period": shown,
        "can_write": writes,
        "owed": owed(shown, reports, mine) if shown else [],
        "told": told(shown, reports) if shown and writes else [],
    }
    return render(request, "actionplans/report_list.html", context)


@inside
def report_create(request: HttpRequest, pk: int, uid, organization: int) -> HttpResponse:
    """What one's own organization says of an activity; another's does not exist here."""
    period = get_object_or_404(visible_periods(request), pk=pk)
    own = get_object_or_404(Organization, pk=organization, pk__in=roles_of(request.user).organization_ids)
    text = _responsible_text(period, uid, own)
    indicators = [
        (row.item, f"{row.title} ({row.unit or '–'})") for row in text.children.select_related("item") if row.item
    ]
    said_before = ProgressReport.objects.filter(item=text.item, organization=own).select_related("period")
    last = said_before.filter(period=period).order_by("-revision").prefetch_related("values").first()
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        indicators=indicators,
        sent=Evidence.objects.filter(report=last),
        initial=_as_said(last),
    )
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("state", "percent", "words")}
        try:
            came = {"values": form.values(), "evidence": form.evidence(), "keep": form.keep()}
            services.submit_report(period, text.item, own, **said, **came, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("Thank you: the secretariat has your report."))
            return redirect(at(period))
    context = NAV | {"plan": period.plan, "period": period, "text": text, "form": form, "own": own}
    context["before"] = said_before.exclude(period=period).first()
    context["returned"] = last if last and last.status == ProgressReport.Status.RETURNED else None
    return render(request, "actionplans/report_form.html", context)


def _as_said(report: ProgressReport | None) -> dict:
    """What stands in the form: the organization's last word in this period, to be changed and not typed again."""
    if report is None:
        return {}
    words = {"state": report.state, "percent": report.percent, "words": report.words}
    return words | {f"value_{one.indicator_id}": Decimal(str(one)) for one in report.values.all()}


def _responsible_text(period: ReportingPeriod, uid, organization: Organization) -> VersionItem:
    in_force = VersionItem.objects.filter(version__plan=period.plan_id, version__state="published", item__uid=uid)
    mine = in_force.filter(responsibilities__organization=organization).select_related("item")
    text = mine.first()
    if text is None:
        raise Http404
    return text


@inside
@require_POST
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `reason` and `back` to return it; without `back` it is accepted."""
    seen = ProgressReport.objects.filter(period__in=visible_periods(request)).select_related("period")
    report = get_object_or_404(seen, pk=pk)
    require_can_write(request)
    with refusals_as_messages(request, _("Done.")):
        if "back" in request.POST:
            reason = request.POST.get("reason", "").replace("\x00", "")
            services.return_report(report, reason, actor=request.user)
        else:
            services.accept_report(report, actor=request.user)
    return redirect(at(report.period))


@inside
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """For the secretariat and the organization that sent it; for other members once the report is accepted."""
    reports = ProgressReport.objects.filter(period__in=visible_periods(request))
    if not roles_of(request.user).sees_everything:
        own = roles_of(request.user).organization_ids
        reports = reports.filter(Q(organization__in=own) | Q(status=ProgressReport.Status.ACCEPTED))
    found = get_object_or_404(Evidence.objects.filter(report__in=reports.order_by()).exclude(data=None), pk=pk)
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    headers = {"Content-Disposition": disposition, "Content-Security-Policy": "sandbox", "Cache-Control": "no-store"}
    return HttpResponse(bytes(found.data), content_type=found.content_type, headers=headers)
