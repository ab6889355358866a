import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from actionplans.content import content_of
from actionplans.ledger.told import told_of
from actionplans.models import PlanVersion
from actionplans.permissions import can_write
from actionplans.presentation import rows, trace
from actionplans.presentation.behind import chain_of, meetings_behind
from actionplans.presentation.brought_up import brought_up
from actionplans.presentation.reports import history
from actionplans.views.finding import NAV
from members.models import roles_of
from members.views.gates import inside


@inside
@require_safe
def item_detail(request: HttpRequest, pk: int, uid: uuid.UUID) -> HttpResponse:
    """Everything about one line, objective or activity: what it says, where it comes from, what became of it."""
    versions, language = trace.versions_of(request.user, pk), get_language() or "es"
    shown = _newest(versions, str(uid))
    if shown is None:
        raise Http404
    roles = roles_of(request.user)
    tree = rows(content_of(shown), language, organization_ids=roles.organization_ids)
    row = next(one for one in tree if one["uid"] == str(uid))
    reports = trace.reports_on(roles, pk, uid)
    meetings = meetings_behind(request.user, roles, pk, chain_of(content_of(shown), str(uid)))
    steps = trace.steps(versions, str(uid), language)
    told = told_of(pk) if roles.sees_everything else {}
    for step in steps:
        step["told"] = told.get(step["version"].pk)
    context = NAV | {
        "plan": shown.plan,
        "version": shown,
        "row": row,
        "meetings": meetings,
        "escalations": brought_up(pk, uid),
        "steps": steps,
        "reports": history(reports),
        "charts": trace.charts(versions, reports, str(uid), language),
        "can_write": can_write(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "actionplans/item_detail.html", context)


def _newest(versions: list[PlanVersion], uid: str) -> PlanVersion | None:
    """The one in force, or the last that has it."""
    having = [one for one in versions if trace.item_in(content_of(one), uid)]
    return next((one for one in having if one.state == PlanVersion.State.PUBLISHED), having[-1] if having else None)
