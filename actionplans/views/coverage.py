"""Everybody who should have a version or a notice, over all its shares, and who of them is missing."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from actionplans.forms.coverage import CoverageForm
from actionplans.ledger import coverage, figures
from actionplans.models import PlanVersion, Share
from actionplans.models.deliveries import READABLE, Subject, about
from actionplans.permissions import can_write
from actionplans.presentation.subjects import said_of
from actionplans.views.share import find_subject
from members.paging import keyset_page
from members.views.gates import inside, only


@inside
@require_GET
@only(can_write)
def subject_coverage(request: HttpRequest, pk: int, kind: type[Subject] = PlanVersion) -> HttpResponse:
    subject = find_subject(request, kind, pk)
    if isinstance(subject, PlanVersion) and subject.state not in READABLE:
        return redirect(subject)
    form = CoverageForm(request.GET or None)
    people = form.narrow(coverage.concerned(subject).select_related("organization"))
    people = people.defer("search_key", "organization__search_key")
    counted = coverage.counts(people)
    page = keyset_page(form.shown_of(people), order=coverage.ORDER, after=request.GET.get("after"), size=50)
    said = said_of(subject)
    context = {
        "nav": "plans",
        "said": said,
        "form": form,
        "page": page,
        "entries": coverage.entries(page.rows),
        "total": counted.total(),
        "never": counted[coverage.NEVER],
        "figures": figures(counted),
        "missing": f"{said['add']}?{urlencode({'missing': 1} | form.narrowing)}",
        "shares": Share.objects.filter(**about(subject))[:20],
    }
    return render(request, "actionplans/coverage.html", context)
