from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alianza.audit import acts, acts_seen_by
from members.models import roles_of
from members.paging import keyset_page
from members.permissions import sees_audit
from members.text import whole_number
from members.views.gates import only


@only(sees_audit)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request.user)
    contexts = acts_seen_by(roles)
    user = whole_number(request.GET.get("user"))
    if user is not None:
        contexts = contexts.filter(metadata__user=user)
    page = keyset_page(contexts, order=("-created_at", "-pk"), after=request.GET.get("after"), size=30)
    context = {
        "page": page,
        "acts": acts(page.rows, reader=request.user),
        "filtered": user is not None,
        "shows_addresses": roles.sees_everything,
    }
    return render(request, "alianza/audit.html", context)
