import datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from alianza.participation import files
from alianza.participation.counting import Line, Period, lines, members_in
from alianza.participation.presentation import bars, own_bars, row
from members.forms.fields import DateInput
from members.models import roles_of
from members.paging import Page
from members.permissions import can_coordinate
from members.places import departments
from members.text import whole_number
from members.views.gates import inside, only

YEAR = datetime.timedelta(days=365)
A_PAGE = 100


class PeriodForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    last = forms.DateField(label=gettext_lazy("Until"), widget=DateInput)
    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    quiet = forms.BooleanField(label=gettext_lazy("Only those with nothing in 90 days"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", _("any")), *departments()]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The period can't end before it starts."))
        return data


def asked(request: HttpRequest) -> tuple[PeriodForm, Period, dict]:
    """The period and what else is asked; the last twelve months where nothing, or nonsense, is asked."""
    today = timezone.localdate()
    usual = {"first": today - YEAR, "last": today}
    form = PeriodForm(request.GET if "first" in request.GET else None, initial=usual)
    if not form.is_valid():
        return form, Period(**usual), {"quiet": False, "department": ""}
    data = form.cleaned_data
    return form, Period(data["first"], data["last"]), data


def found(request: HttpRequest, period: Period, department: str) -> list[Line]:
    seen = members_in(period, roles_of(request.user)).order_by("sort_key", "pk")
    return lines(seen.filter(department=department) if department else seen, period)


def page_of(rows: list[Line], after: str) -> Page:
    """The sums need every organization, so they are all at hand: a page is a part of them, `after` a place."""
    start = whole_number(after) or 0
    more = len(rows) > start + A_PAGE
    return Page([row(one) for one in rows[start : start + A_PAGE]], str(start + A_PAGE) if more else None)


@inside
@require_safe
def participation(request: HttpRequest) -> HttpResponse:
    """?first=, ?last=, ?department=, ?quiet=on. Representatives find their own organization's line."""
    form, period, also = asked(request)
    all_lines = found(request, period, also["department"])
    shown = [one for one in all_lines if one.is_quiet] if also["quiet"] else all_lines
    page = page_of(shown, request.GET.get("after", ""))
    whose = bars(all_lines) if can_coordinate(request.user) else [bar for one in all_lines for bar in own_bars(one)]
    context = {
        "nav": "members",
        "form": form,
        "page": page,
        "rows": page.rows,
        "bars": whose if all_lines else [],
        "quiet": sum(1 for one in all_lines if one.is_quiet),
        "total": len(all_lines),
        "query": request.GET.urlencode(),
        "can_coordinate": can_coordinate(request.user),
    }
    return render(request, "alianza/participation.html", context)


@only(can_coordinate)
@require_safe
def participation_file(request: HttpRequest, whom: str, kind: str) -> HttpResponse:
    """`whom`: organizations (by name) or donors (numbers by department)."""
    _form, period, also = asked(request)
    rows = found(request, period, also["department"])
    if also["quiet"] and whom == "organizations":
        rows = [one for one in rows if one.is_quiet]
    try:
        content_type, content = files.written(whom, kind, rows, period)
    except KeyError:
        raise Http404 from None
    name = _("participation") + f"-{period.first}-{period.last}.{kind}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
