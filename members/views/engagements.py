from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.filters import ApproachedFilter, EngagementFilter
from members.forms.engagements import EngagementForm, StepForm
from members.models import Engagement, EngagementStep, Organization, Person, roles_of
from members.paging import keyset_page
from members.permissions import can_coordinate
from members.presentation.engagements import exported
from members.services.engagements import Changed, change_engagement, record_engagement
from members.sheets import FORMATS
from members.text import whole_number
from members.views.gates import hidden

NAV = {"nav": "members"}
EXPORTED = 20_000
NEWEST = ("-on", "-pk")
NEVER = QueryDict("kind=authority&when=never")


def rows(request: HttpRequest) -> QuerySet[Engagement]:
    seen = Engagement.objects.visible_to(request.user).select_related("stakeholder")
    return seen.with_people().with_next_step()


@hidden(can_coordinate)
@require_safe
def engagement_list(request: HttpRequest) -> HttpResponse:
    found = EngagementFilter(request.GET, rows(request))
    page = keyset_page(found.qs, order=NEWEST, after=request.GET.get("after"))
    return render(
        request, "members/engagement_list.html", NAV | {"filter": found, "page": page, "today": timezone.localdate()}
    )


@hidden(can_coordinate)
@require_safe
def engagement_export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the filter shows, as CSV or XLSX."""
    if kind not in FORMATS:
        raise Http404
    found = EngagementFilter(request.GET, rows(request)).qs.order_by(*NEWEST)[:EXPORTED]
    content_type, data = exported(found, kind)
    disposition = content_disposition_header(as_attachment=True, filename=_("approaches") + f".{kind}")
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})


@hidden(can_coordinate)
@require_safe
def engagement_coverage(request: HttpRequest) -> HttpResponse:
    """When each stakeholder was last approached; at first, the authorities that never were."""
    seen = Organization.objects.visible_to(request.user).stakeholders().filter(left_on=None)
    counted = seen.annotate(last_on=Max("engagements__on"), approaches=Count("engagements"))
    found = ApproachedFilter(request.GET or NEVER, counted)
    authorities = Q(kind=Organization.Kind.AUTHORITY)
    numbers = (
        counted.filter(authorities).order_by().aggregate(all=Count("pk"), never=Count("pk", filter=Q(last_on=None)))
    )
    page = keyset_page(found.qs, after=request.GET.get("after"))
    return render(
        request, "members/engagement_coverage.html", NAV | {"filter": found, "page": page, "numbers": numbers}
    )


@hidden(can_coordinate)
@require_safe
def engagement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    engagement = get_object_or_404(rows(request), pk=pk)
    context = NAV | {
        "engagement": engagement,
        "today": timezone.localdate(),
        "people": list(engagement.taking_part.select_related("person", "organization")),
        "steps": list(engagement.steps.select_related("owner")),
    }
    return render(request, "members/engagement_detail.html", context)


@hidden(can_coordinate)
def engagement_create(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the stakeholder's."""
    stakeholders = Organization.objects.visible_to(request.user).stakeholders()
    stakeholder = get_object_or_404(stakeholders, pk=pk)
    engagement = Engagement(stakeholder=stakeholder)
    ours = Person.objects.filter(pk=roles_of(request.user).person_id or 0)
    form = EngagementForm(
        request.POST or None, instance=engagement, stakeholder=stakeholder, initial={"ours": list(ours)}
    )
    next_step = EngagementStep(engagement=engagement)
    step_form = StepForm(
        request.POST or None, prefix="step", instance=next_step, empty_permitted=True, use_required_attribute=False
    )
    if request.method == "POST" and all([form.is_valid(), step_form.is_valid()]):
        step = step_form.instance if step_form.has_changed() else None
        people = {"ours": form.cleaned_data["ours"], "theirs": form.people_there()}
        try:
            record_engagement(form.instance, **people, step=step, actor=request.user)
        except ValidationError as error:
            (form if "on" in error.message_dict else step_form).add_error(None, error)
        else:
            messages.success(request, _("The approach is on record."))
            return redirect(engagement)
    context = NAV | {"form": form, "step_form": step_form, "stakeholder": stakeholder}
    return render(request, "members/engagement_form.html", context)


@hidden(can_coordinate)
def engagement_update(request: HttpRequest, pk: int) -> HttpResponse:
    engagement = get_object_or_404(rows(request), pk=pk)
    form = EngagementForm(request.POST or None, instance=engagement, stakeholder=engagement.stakeholder)
    if request.method == "POST":
        shown = whole_number(request.POST.get("lock_version"))
        engagement.lock_version = -1 if shown is None else shown
    current = None
    if request.method == "POST" and form.is_valid():
        people = {"ours": form.cleaned_data["ours"], "theirs": form.people_there()}
        try:
            change_engagement(form.instance, **people, actor=request.user)
        except Changed as changed:
            current = changed.current
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(engagement)
    version = current.lock_version if current else engagement.lock_version
    context = NAV | {
        "form": form,
        "stakeholder": engagement.stakeholder,
        "engagement": engagement,
        "current": current,
        "lock_version": version,
    }
    return render(request, "members/engagement_form.html", context)
