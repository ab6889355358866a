import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.filters import MapFilter
from members.forms.assessments import AssessmentForm
from members.models import Assessment, Organization
from members.permissions import can_coordinate
from members.presentation.positions import course, moments
from members.presentation.stakeholder_map import drawn
from members.services.assessments import assess
from members.views.gates import hidden

NAV = {"nav": "members"}
YEAR = datetime.timedelta(days=365)
SHOWN_UNASSESSED = 30


@hidden(can_coordinate)
@require_safe
def stakeholder_map(request: HttpRequest) -> HttpResponse:
    """?kind=, ?level=, ?department=, ?on= the day it shows, ?since= the day it is compared with."""
    seen = Organization.objects.visible_to(request.user).stakeholders()
    found = MapFilter(request.GET, seen)
    stakeholders = found.qs.order_by("sort_key", "pk")
    day, since = found.days(timezone.localdate())
    known = Assessment.objects.filter(stakeholder__in=stakeholders.order_by().values("pk"))
    rows = list(known.order_by("assessed_on", "pk").only("stakeholder_id", "assessed_on", "position"))
    now = list(known.as_of(day).select_related("stakeholder", "assessed_by__person"))
    now.sort(key=lambda one: (one.stakeholder.sort_key, one.stakeholder_id))
    unassessed = list(stakeholders.filter(assessments=None)[: SHOWN_UNASSESSED + 1])
    context = NAV | {
        "filter": found,
        "map": drawn(now, known.as_of(since), since) if now else None,
        "moments": moments(rows, day),
        "day": day,
        "unassessed": unassessed[:SHOWN_UNASSESSED],
        "more": len(unassessed) > SHOWN_UNASSESSED,
    }
    return render(request, "members/stakeholder_map.html", context)


@hidden(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_create(request: HttpRequest, pk: int) -> HttpResponse:
    """How a stakeholder stood until now, and the form for how it stands."""
    stakeholder = get_object_or_404(Organization.objects.visible_to(request.user).stakeholders(), pk=pk)
    form = AssessmentForm(request.POST or None, instance=Assessment(stakeholder=stakeholder))
    if request.method == "POST" and form.is_valid():
        try:
            assess(form.instance, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("members:assessment_create", pk)
    history = list(stakeholder.assessments.select_related("assessed_by__person"))
    context = NAV | {"stakeholder": stakeholder, "form": form, "history": history, "course": course(history[::-1])}
    return render(request, "members/assessment_form.html", context)
