"""How a plan is going: progress by weight, and the same in time."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from actionplans.presentation import overview
from actionplans.presentation.brought_up import last_of_each
from actionplans.presentation.facts import codes_of
from actionplans.presentation.timeline import leads, table, timeline
from actionplans.presentation.tree import in_language
from actionplans.standing import Node
from actionplans.views.finding import NAV, standing_of
from members.views.gates import inside

MOST_BARS = 80
LATE_SHOWN = 20
AT_ONCE = 120  # rows of the table beside the picture


@inside
@require_safe
def plan_progress(request: HttpRequest, pk: int) -> HttpResponse:
    plan, _content, found = standing_of(request, pk)
    context = NAV | {"plan": plan, "found": found}
    if found:
        today, language = timezone.localdate(), get_language() or "es"
        late, said = overview.late_ones(found, plan.pk, language, today), last_of_each(plan.pk)
        for row in late:
            row["brought_up"] = said.get(row["uid"], "")
        context |= overview.brief(found) | {
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
    """?line= and ?organization= show theirs alone; a very large plan begins with its lines and objectives."""
    plan, content, found = standing_of(request, pk)
    context = NAV | {"plan": plan, "found": found}
    if found and content:
        today, language = timezone.localdate(), get_language() or "es"
        lines, organizations = found.of_kind("line"), leads(found.activities)
        line = next((one for one in lines if one.item["uid"] == request.GET.get("line")), None)
        organization = next((key for key, _name in organizations if key == request.GET.get("organization")), None)
        within = _led_by(organization, line or found.whole)
        activities = [node for node in within if node.kind == "activity"]
        is_whole = len(activities) <= MOST_BARS
        shown = [
            node for node in within if node.kind == "objective" or node.kind == ("activity" if is_whole else "line")
        ]
        page = Paginator(activities, AT_ONCE).get_page(request.GET.get("page"))
        context |= {
            "lines": [(one.item["uid"], f"{one.code} {in_language(one.item, 'title', language)[0]}") for one in lines],
            "line": line and line.item["uid"],
            "organizations": organizations,
            "organization": organization,
            "is_whole": is_whole,
            "timeline": timeline(shown, plan.starts_on, plan.ends_on, language, today),
            "rows": table(page.object_list, plan.pk, language, today, codes_of(content)),
            "page": page,
            "kept": _kept(request),
        }
    return render(request, "actionplans/plan_timeline.html", context)


def _kept(request: HttpRequest) -> str:
    """What the address says besides the page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"{asked.urlencode()}&" if asked else ""


def _led_by(organization: str | None, top: Node) -> list[Node]:
    """The nodes below it that have activities, or have some that this organization leads; all without one."""

    def has(node: Node) -> bool:
        if node.kind == "activity":
            return organization is None or any(str(one["id"]) == organization for one in node.item["lead"])
        return any(has(one) for one in node.nodes)

    return [node for node in top.walk() if has(node)]
