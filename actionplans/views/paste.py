from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actionplans.models import PlanItem
from actionplans.services.errors import Refused
from actionplans.services.paste import COLUMNS, Pasted, add_pasted, understood
from actionplans.views.finding import NAV, frozen, place, written_text
from members.days import short_day
from members.views.gates import inside


class PasteForm(forms.Form):
    rows = forms.CharField(
        label=_("Rows"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10, "wrap": "off"}),
        help_text=_(
            "Copy them from your spreadsheet, in this order: title, start, end, who leads, weight. "
            "Only the title is needed. Dates such as 2019-03-31; several organizations separated by ;"
        ),
    )


@inside
def item_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Below an objective. What was pasted is shown as understood; `save` writes it, once nothing is wrong."""
    text = written_text(request, pk)
    if not text.version.is_draft:
        return frozen(request, text.version)
    if text.item.kind != PlanItem.Kind.OBJECTIVE:
        return redirect(place(text))
    form = PasteForm(request.POST or None)
    rows: list[Pasted] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows = understood(form.cleaned_data["rows"])
            n = len(add_pasted(text, rows, actor=request.user)) if "save" in request.POST else 0
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            if n:
                said = ngettext("%(n)s activity is in the plan.", "%(n)s activities are in the plan.", n)
                messages.success(request, said % {"n": n})
                return redirect(place(text))
    context = NAV | {
        "form": form,
        "text": text,
        "version": text.version,
        "rows": [_shown(row) for row in rows],
        "ready": bool(rows) and not any(row.wrong for row in rows),
    }
    return render(request, "actionplans/item_paste.html", context)


def _shown(row: Pasted) -> dict:
    """{number, title, starts_on …: (words, what is wrong)}."""
    words = {
        "title": row.title,
        "starts_on": short_day(row.starts_on) if row.starts_on else "",
        "ends_on": short_day(row.ends_on) if row.ends_on else "",
        "lead": ", ".join(one.name for one in row.leads),
        "weight": "" if row.weight is None else f"{row.weight.normalize():f} %",
    }
    wrong: dict[str, list[str]] = {}
    for name, what in row.wrong:
        wrong.setdefault(name, []).append(str(what))
    return {"number": row.number, **{name: (words[name], " ".join(wrong.get(name, []))) for name in COLUMNS}}
