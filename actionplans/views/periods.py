"""Reporting periods: opened, corrected, closed and opened again by the secretariat."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.forms.progress import PeriodForm, ReopenForm
from actionplans.models import ActionPlan, ReportingPeriod
from actionplans.presentation.reports import latest
from actionplans.services import periods, progress
from actionplans.services.errors import PeriodClosed, PeriodIsOpen, Refused
from actionplans.views.finding import NAV, require_can_write
from members.views.gates import inside


def visible_periods(request: HttpRequest):
    plans = ActionPlan.objects.visible_to(request.user).order_by()
    return ReportingPeriod.objects.filter(plan__in=plans).select_related("plan")


def at(period: ReportingPeriod) -> str:
    """The page of its reports."""
    return f"{reverse('actionplans:report_list', args=[period.plan_id])}?period={period.pk}"


@inside
def period_create(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user), pk=pk)
    require_can_write(request)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            period = progress.open_period(plan, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("The period is open. Whoever leads an activity gets a mail."))
            return redirect(at(period))
    return render(request, "actionplans/period_form.html", NAV | {"plan": plan, "form": form})


@inside
def period_update(request: HttpRequest, pk: int) -> HttpResponse:
    period = _written(request, pk)
    if period.closed_at:
        messages.warning(request, PeriodClosed.words)
        return redirect(at(period))
    form = PeriodForm(request.POST or None, instance=period)
    if request.method == "POST" and form.is_valid():
        try:
            periods.change_period(period, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("The period is changed. What was reported stays with it."))
            return redirect(at(period))
    context = NAV | {"plan": period.plan, "form": form, "period": period}
    return render(request, "actionplans/period_update.html", context)


@inside
def period_close(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what will happen, POST does it."""
    period = _written(request, pk)
    if request.method != "POST":
        waiting = sum(one.status == "submitted" for one in latest(period))
        context = NAV | {"plan": period.plan, "period": period, "waiting": waiting, "silent": periods.silent(period)}
        return render(request, "actionplans/period_close.html", context)
    progress.close_period(period, actor=request.user)
    messages.success(request, _("The period is closed."))
    return redirect(at(period))


@inside
def period_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    period = _written(request, pk)
    if not period.closed_at:
        messages.warning(request, PeriodIsOpen.words)
        return redirect(at(period))
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            periods.reopen_period(period, form.cleaned_data["due_on"], actor=request.user)
        except Refused as refused:
            form.add_error("due_on", refused.words)
        else:
            messages.success(request, _("The period is open again. Who has not reported gets a mail."))
            return redirect(at(period))
    return render(request, "actionplans/period_reopen.html", NAV | {"plan": period.plan, "form": form})


def _written(request: HttpRequest, pk: int) -> ReportingPeriod:
    period = get_object_or_404(visible_periods(request), pk=pk)
    require_can_write(request)
    return period
