from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actionplans.importing.columns import FIELDS
from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.services.errors import ItemGone, NotADraft, Refused
from actionplans.services.paste import COLUMNS, Pasted, Reading, add_pasted, understood
from actionplans.views.finding import NAV, frozen, place
from actionplans.views.late import back_to_editor, on_text
from members.days import short_day


class PasteForm(forms.Form):
    rows = forms.CharField(
        label=_("Rows"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10, "wrap": "off"}),
        help_text=_(
            "Copy them from your spreadsheet, in this order: title, start, end, who leads, weight, who supports. "
            "Only the title is needed. With the row that names the columns they can come in any order, with English "
            "titles and texts too. Several organizations are separated by ;"
        ),
    )


def rows_of_gone(request: HttpRequest, version: PlanVersion, pk: int) -> HttpResponse:
    return _late(request, version, ItemGone) if request.method == "POST" else back_to_editor(request, version, pk)


@on_text(gone=rows_of_gone)
def item_paste(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """Below an objective. What was pasted is shown as understood; `save` writes it, once nothing is open or wrong."""
    if not text.version.is_draft:
        posted = request.method == "POST"
        return _late(request, text.version, NotADraft) if posted else frozen(request, text.version)
    if text.item.kind != PlanItem.Kind.OBJECTIVE:
        return redirect(place(text))
    form = PasteForm(request.POST or None)
    reading = None
    if request.method == "POST" and form.is_valid():
        try:
            reading = understood(form.cleaned_data["rows"], _replies(request))
            n = len(add_pasted(text, reading.rows, actor=request.user)) if "save" in request.POST else 0
        except NotADraft as refused:
            return _late(request, text.version, type(refused))
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            if n:
                said = ngettext("%(n)s activity is in the plan.", "%(n)s activities are in the plan.", n)
                messages.success(request, said % {"n": n})
                return redirect(place(text))
    context = NAV | {"form": form, "text": text, "version": text.version}
    return render(request, "actionplans/item_paste.html", context | (_shown(reading, request) if reading else {}))


def _late(request: HttpRequest, version: PlanVersion, why: type[Refused]) -> HttpResponse:
    """What was pasted stays on the page, to be taken elsewhere."""
    context = NAV | {"form": PasteForm(initial={"rows": request.POST.get("rows", "")}), "version": version}
    return render(request, "actionplans/item_paste.html", context | {"late": why.words}, status=409)


def _replies(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix("q:"): request.POST[name] for name in request.POST if name.startswith("q:")}


def _shown(reading: Reading, request: HttpRequest) -> dict:
    replies = _replies(request)
    names = list(dict.fromkeys([*COLUMNS, *reading.columns])) if reading.rows else []
    return {
        "questions": [(one, replies.get(one.name, "")) for one in reading.questions],
        "ignored": reading.ignored,
        "labels": [str(_(FIELDS[name])) for name in names],
        "rows": [_row(row, names) for row in reading.rows],
        "ready": reading.is_ready,
    }


def _row(row: Pasted, names: list[str]) -> tuple[int, list[tuple[str, str, str]]]:
    """(number, [(heading, words, what is wrong)])"""
    wrong: dict[str, list[str]] = {}
    for name, what in row.wrong:
        wrong.setdefault(name, []).append(str(what))
    return row.number, [(str(_(FIELDS[name])), _words(row, name), " ".join(wrong.get(name, []))) for name in names]


def _words(row: Pasted, name: str) -> str:
    if name in row.organizations:
        return ", ".join(one.name for one in row.organizations[name])
    value = row.fields[name]
    if value is None:
        return ""
    if name == "weight":
        return f"{value.normalize():f} %"
    return value if isinstance(value, str) else short_day(value)
