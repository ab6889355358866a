import datetime

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from actionplans import donors
from actionplans.models import PlanVersion
from actionplans.presentation import file_name
from actionplans.views.downloads import XLSX, as_file
from actionplans.views.finding import NAV
from members.forms.fields import DateInput
from members.views.gates import inside

FORMATS = {"pdf": ("application/pdf", donors.as_pdf), "xlsx": (XLSX, donors.as_xlsx)}


class PeriodChoice(forms.Form):
    first = forms.DateField(label=_("From"), widget=DateInput)
    last = forms.DateField(label=_("Until"), widget=DateInput)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The period can't end before it starts."))
        return data


@inside
@require_safe
def donor_report(request: HttpRequest, pk: int) -> HttpResponse:
    """?first=, ?last= and ?language= show it; with ?file=pdf or xlsx it is a file."""
    versions = PlanVersion.objects.visible_to(request.user).filter(plan=pk, state=PlanVersion.State.PUBLISHED)
    version = versions.select_related("plan").first()
    if version is None:
        raise Http404
    today = timezone.localdate()
    form = PeriodChoice(request.GET if "first" in request.GET else None, initial=_this_year(today))
    data = None
    if form.is_valid():
        language = form.cleaned_data["language"] or get_language() or "es"
        data = donors.document(version, form.cleaned_data["first"], form.cleaned_data["last"], language)
        if request.GET.get("file") in FORMATS:
            kind = request.GET["file"]
            content_type, made = FORMATS[kind]
            return as_file(made(data), content_type, file_name(version, kind))
    context = NAV | {"plan": version.plan, "form": form, "data": data, "query": request.GET.urlencode()}
    return render(request, "actionplans/donor_report.html", context)


def _this_year(today: datetime.date) -> dict:
    return {"first": today.replace(month=1, day=1), "last": today, "language": get_language()}
