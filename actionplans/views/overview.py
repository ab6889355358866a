"""How a plan is going: progress by weight, and the same in time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from actionplans.content import content_of
from actionplans.models import ActionPlan, PlanVersion
from actionplans.presentation import overview
from actionplans.presentation.timeline import timeline
from actionplans.presentation.tree import in_language
from actionplans.standing import Standing, said_of, standing
from actionplans.views.finding import NAV
from members.views.gates import inside

MOST_BARS = 80
LATE_SHOWN = 20


@inside
@require_safe
def plan_progress(request: HttpRequest, pk: int) -> HttpResponse:
    plan, _content, found = _standing(request, pk)
    context = NAV | {"plan": plan, "found": found}
    if found:
        today, language = timezone.localdate(), get_language() or "es"
        late = overview.late_ones(found, plan.pk, language, today)
        context |= {
            "percent": round(found.whole.percent),
            "words": overview.counted(found.whole),
            "meters": overview.meters(found, language),
            "late": late[:LATE_SHOWN],
            "more_late": max(len(late) - LATE_SHOWN, 0),
            "next": overview.due_next(found, plan.pk, language, today),
            "organizations": overview.by_organization(found),
            "evidence": overview.evidence_words(found),
        }
    return render(request, "actionplans/plan_progress.html", context)


@inside
@require_safe
def plan_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """?line= shows one line alone; a plan of very many activities begins with its lines and objectives."""
    plan, content, found = _standing(request, pk)
    context = NAV | {"plan": plan, "found": found}
    if found and content:
        today, language = timezone.localdate(), get_language() or "es"
        lines = found.of_kind("line")
        chosen = next((line for line in lines if line.item["uid"] == request.GET.get("line")), None)
        within = list((chosen or found.whole).walk())
        activities = [node for node in within if node.kind == "activity"]
        whole = len(activities) <= MOST_BARS
        shown = activities if whole else [node for node in within if node.kind in ("line", "objective")]
        context |= {
            "lines": [(one.item["uid"], f"{one.code} {in_language(one.item, 'title', language)[0]}") for one in lines],
            "line": chosen and chosen.item["uid"],
            "is_whole": whole,
            "timeline": timeline(shown, plan.starts_on, plan.ends_on, language, today),
            "rows": [overview.activity_row(node, plan.pk, language, today) for node in activities],
        }
    return render(request, "actionplans/plan_timeline.html", context)


def _standing(request: HttpRequest, pk: int) -> tuple[ActionPlan, dict | None, Standing | None]:
    """Of the version in force; without one, the plan alone."""
    versions = PlanVersion.objects.visible_to(request.user).filter(plan=pk, state=PlanVersion.State.PUBLISHED)
    version = versions.select_related("plan").first()
    if version is None:
        return get_object_or_404(ActionPlan.objects.visible_to(request.user), pk=pk), None, None
    content = content_of(version)
    return version.plan, content, standing(content, said_of(pk), timezone.localdate())
