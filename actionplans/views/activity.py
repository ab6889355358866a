import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from actionplans.content import content_of
from actionplans.models import PlanVersion
from actionplans.permissions import can_write
from actionplans.presentation import rows, trace
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
    agreements = list(trace.agreements_behind(request.user, roles, uid))
    for agreement in agreements:
        agreement.names = agreement.people if roles.sees_everything or agreement.was_invited else []
    context = NAV | {
        "plan": shown.plan,
        "version": shown,
        "row": row,
        "agreements": agreements,
        "steps": trace.steps(versions, str(uid), language),
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
