"""Minutes that were written elsewhere become meetings. The page can be left and found again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from meetings.forms.intakes import IntakeForm, answers_from
from meetings.models import Agreement, Meeting, MinutesIntake
from meetings.services import intakes as services
from meetings.services.errors import Refused
from members.permissions import can_coordinate
from members.views.gates import only

NAV = {"nav": "meetings"}


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def intake_create(request: HttpRequest) -> HttpResponse:
    form = IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(services.start(form.cleaned_data["text"], form.cleaned_data["body"], actor=request.user))
    seen = MinutesIntake.objects.visible_to(request.user).filter(applied_at=None)
    going_on = seen.select_related("body").defer("text")
    return render(request, "meetings/intake_form.html", NAV | {"form": form, "going_on": going_on[:5]})


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def intake_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """POST keeps the answers, and shows what they come to."""
    intake = _found(request, pk)
    if request.method == "POST":
        try:
            services.answer(intake, answers_from(request.POST), actor=request.user)
        except Refused as refusal:
            messages.error(request, refusal.words)
        return redirect(f"{intake.get_absolute_url()}#next")
    if intake.applied_at:
        messages.info(request, services.AppliedAlready.words)
        return redirect("meetings:meeting_list")
    reading = services.read_intake(intake)
    context = {
        "intake": intake,
        "reading": reading,
        "kinds": Meeting.Kind.choices,
        "agreed": Agreement.Kind.choices,
        "for_all": intake.answers.get("agreed:*", ""),
        "open": reading.open_questions,
    }
    return render(request, "meetings/intake_detail.html", NAV | context)


@only(can_coordinate)
@require_POST
def intake_apply(request: HttpRequest, pk: int) -> HttpResponse:
    intake = _found(request, pk)
    try:
        meetings = services.apply(intake, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(intake)
    n = len(meetings)
    messages.success(request, ngettext("%(n)s meeting was taken in.", "%(n)s meetings were taken in.", n) % {"n": n})
    return redirect(meetings[0] if n == 1 else "meetings:meeting_list")


def _found(request: HttpRequest, pk: int) -> MinutesIntake:
    return get_object_or_404(MinutesIntake.objects.visible_to(request.user).select_related("body"), pk=pk)
