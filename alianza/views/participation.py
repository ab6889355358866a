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
from alianza.participation.presentation import bars, row
from members.forms.fields import DateInput
from members.models import roles_of
from members.permissions import can_coordinate
from members.views.gates import inside, only

YEAR = datetime.timedelta(days=365)
MOST = 300


class PeriodForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    last = forms.DateField(label=gettext_lazy("Until"), widget=DateInput)
    quiet = forms.BooleanField(label=gettext_lazy("Only those with nothing in 90 days"), required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The period can't end before it starts."))
        return data


def asked(request: HttpRequest) -> tuple[PeriodForm, Period, bool]:
    """The period and whether only the quiet ones; the last twelve months where nothing, or nonsense, is asked."""
    today = timezone.localdate()
    usual = {"first": today - YEAR, "last": today}
    form = PeriodForm(request.GET if "first" in request.GET else None, initial=usual)
    if not form.is_valid():
        return form, Period(**usual), False
    data = form.cleaned_data
    return form, Period(data["first"], data["last"]), data["quiet"]


def found(request: HttpRequest, period: Period) -> list[Line]:
    seen = members_in(period, roles_of(request.user)).order_by("sort_key", "pk")[:MOST]
    return lines(seen, period)


@inside
@require_safe
def participation(request: HttpRequest) -> HttpResponse:
    """?first=, ?last=, ?quiet=on. Representatives find their own organization's line."""
    form, period, only_quiet = asked(request)
    all_lines = found(request, period)
    shown = [one for one in all_lines if one.is_quiet] if only_quiet else all_lines
    context = {
        "nav": "members",
        "form": form,
        "rows": [row(one) for one in shown],
        "bars": bars(all_lines) if len(all_lines) > 1 else [],
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
    _form, period, only_quiet = asked(request)
    rows = found(request, period)
    if only_quiet and whom == "organizations":
        rows = [one for one in rows if one.is_quiet]
    try:
        content_type, content = files.written(whom, kind, rows, period)
    except KeyError:
        raise Http404 from None
    name = f"{_('participation')}-{period.first}-{period.last}.{kind}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
