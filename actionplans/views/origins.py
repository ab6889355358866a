from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actionplans.models import ActionPlan, PlanVersion
from actionplans.permissions import can_write
from actionplans.presentation.origins import answers_to_swot, items_from, loose_agreements, loose_weaknesses
from actionplans.views.finding import NAV
from meetings.models import Agreement, Meeting
from members.paging import keyset_page
from members.views.gates import inside, only

FRAGMENT, PAGE = "actionplans/_agreement_items.html", "actionplans/agreement_items.html"


@only(can_write)
@require_safe
def agreements_without_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed and no plan has taken up; from here it becomes an activity of this plan's draft."""
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user), pk=pk)
    loose = loose_agreements(request.user).select_related("owner", "meeting")
    context = NAV | {
        "plan": plan,
        "draft": PlanVersion.objects.filter(plan=plan, state=PlanVersion.State.DRAFT).first(),
        "page": keyset_page(loose, order=("-meeting__starts_at", "sequence", "pk"), after=request.GET.get("after")),
        "weaknesses": loose_weaknesses(request.user).select_related("meeting")[:50],
    }
    return render(request, "actionplans/agreements_without_plan.html", context)


@inside
@require_safe
def for_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the agreement's page, and a page of its own without scripts."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    context = NAV | {"agreement": agreement, "rows": items_from(request.user, agreement=agreement)}
    return render(request, FRAGMENT if request.htmx else PAGE, context)


@inside
@require_safe
def for_swot(request: HttpRequest, pk: int) -> HttpResponse:
    """What the plans answer to each strength, weakness, opportunity and threat that a meeting named."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    context = NAV | {"meeting": meeting, "answers": answers_to_swot(request.user, meeting)}
    return render(request, "actionplans/swot_items.html", context)
