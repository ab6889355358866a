from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import UpdateView

from actionplans.forms.plans import NewPlanForm, PlanForm
from actionplans.models import ActionPlan, PlanVersion
from actionplans.permissions import can_write
from actionplans.presentation import overview
from actionplans.presentation.next_step import next_step
from actionplans.presentation.origins import loose_agreements
from actionplans.presentation.rail import rail, with_figures
from actionplans.services import plans as services
from actionplans.views.finding import NAV, refusals_as_messages, require_can_write, standing_of
from members.paging import keyset_page
from members.views.gates import inside, only


@inside
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """The newest period first; each plan with the versions that the reader may see."""
    versions = with_figures(PlanVersion.objects.visible_to(request.user)).order_by("-number", "-round")
    plans = ActionPlan.objects.visible_to(request.user).prefetch_related(Prefetch("versions", versions, "shown"))
    page = keyset_page(plans, order=("-starts_on", "-pk"), after=request.GET.get("after"))
    return render(request, "actionplans/plan_list.html", NAV | {"page": page, "can_write": can_write(request.user)})


@inside
@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan, _content, found = standing_of(request, pk)
    versions, writes = rail(request.user, plan.pk), can_write(request.user)
    context = NAV | {
        "plan": plan,
        "versions": versions,
        "step": next_step(plan.pk, versions, writes),
        "going": overview.brief(found) if found else None,
        "can_write": writes,
        "loose": loose_agreements(request.user).count() if writes else 0,
    }
    return render(request, "actionplans/plan_detail.html", context)


@only(can_write)
def plan_create(request: HttpRequest) -> HttpResponse:
    last = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).select_related("plan").defer("content")
    form = NewPlanForm(request.POST or None, versions=last.order_by("-published_at"))
    if request.method == "POST" and form.is_valid():
        version = services.create_plan(**form.cleaned_data, actor=request.user)
        messages.success(request, _("The plan exists. Now write its first version."))
        return redirect("actionplans:version_edit", version.pk)
    return render(request, "actionplans/plan_form.html", NAV | {"form": form})


@method_decorator(only(can_write), name="dispatch")
class PlanUpdate(UpdateView):
    """Title and period. Versions that went to review keep those that they were frozen with."""

    model = ActionPlan
    form_class = PlanForm
    template_name = "actionplans/plan_form.html"
    context_object_name = "plan"
    extra_context = NAV


@inside
@require_POST
def version_new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user), pk=pk)
    require_can_write(request)
    with refusals_as_messages(request):
        version = services.new_version(plan, actor=request.user)
        messages.success(request, _("The new draft says what the last version says. Change what has to change."))
        return redirect("actionplans:version_edit", version.pk)
    return redirect(plan)
