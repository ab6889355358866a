from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alianza import handover as page
from members.models import roles_of
from members.views.gates import inside


@inside
@require_safe
def handover(request: HttpRequest) -> HttpResponse:
    """For whoever speaks for an organization, new or not."""
    if not roles_of(request.user).is_representative:
        raise Http404
    return render(request, "alianza/handover.html", {"nav": "home", **page.handover(request.user)})
