"""The steps that follow from an approach. Their owner sees one without seeing the approach."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.forms.engagements import OutcomeForm, StepForm
from members.models import Engagement, EngagementStep
from members.permissions import can_coordinate
from members.services.engagements import add_step, change_step, finish_step
from members.views.gates import hidden, inside

NAV = {"nav": "members"}


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def step_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be done and until when; by POST it is done."""
    seen = EngagementStep.objects.visible_to(request.user).select_related("engagement__stakeholder", "owner")
    step = get_object_or_404(seen, pk=pk)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            finish_step(step, form.cleaned_data["outcome"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
            step.refresh_from_db()
        else:
            messages.success(request, _("Thank you. It is on record."))
            return redirect(step.engagement if can_coordinate(request.user) else "home")
    context = NAV | {
        "step": step,
        "form": form,
        "can_coordinate": can_coordinate(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "members/step_detail.html", context)


@hidden(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def step_create(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the approach's."""
    engagements = Engagement.objects.visible_to(request.user).select_related("stakeholder")
    return _save(request, EngagementStep(engagement=get_object_or_404(engagements, pk=pk)), add_step)


@hidden(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def step_update(request: HttpRequest, pk: int) -> HttpResponse:
    seen = EngagementStep.objects.visible_to(request.user).select_related("engagement__stakeholder")
    return _save(request, get_object_or_404(seen, pk=pk), change_step)


def _save(request: HttpRequest, step: EngagementStep, service) -> HttpResponse:
    form = StepForm(request.POST or None, instance=step)
    if request.method == "POST" and form.is_valid():
        try:
            service(form.instance, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(step.engagement)
    return render(request, "members/step_form.html", NAV | {"form": form, "engagement": step.engagement, "step": step})
