from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actionplans.importing.columns import FIELDS
from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.services.errors import ItemGone, NotADraft, Refused
from actionplans.services.paste import COLUMNS, Pasted, Reading, add_pasted, understood
from actionplans.services.rows import CHILD_KIND
from actionplans.views.finding import NAV, frozen, place, written_version
from actionplans.views.late import back_to_editor, on_text
from members.days import short_day
from members.views.gates import inside

Kind = PlanItem.Kind


MORE = _(
    "Only the title is needed. With the row that names the columns they can come in any order, with English titles and "
    "texts too."
)
ORDER = {
    Kind.LINE: _("Copy them from your spreadsheet, in this order: title, weight."),
    Kind.OBJECTIVE: _("Copy them from your spreadsheet, in this order: title, weight."),
    Kind.ACTIVITY: _(
        "Copy them from your spreadsheet, in this order: title, start, end, who leads, weight, who supports. Several "
        "organizations are separated by ;"
    ),
    Kind.INDICATOR: _(
        "Copy them from your spreadsheet, in this order: title, baseline, unit of measure, target, means of "
        "verification."
    ),
}


class PasteForm(forms.Form):
    # An empty first cell is a cell.
    rows = forms.CharField(
        label=_("Rows"), max_length=100_000, strip=False, widget=forms.Textarea(attrs={"rows": 10, "wrap": "off"})
    )

    def __init__(self, *args, kind: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if kind:
            self.fields["rows"].help_text = format_lazy("{} {}", ORDER[Kind(kind)], MORE)

    def clean_rows(self) -> str:
        if not self.cleaned_data["rows"].strip():
            raise forms.ValidationError(self.fields["rows"].error_messages["required"], code="required")
        return self.cleaned_data["rows"]


def rows_of_gone(request: HttpRequest, version: PlanVersion, pk: int) -> HttpResponse:
    return _late(request, version, ItemGone) if request.method == "POST" else back_to_editor(request, version, pk)


@on_text(gone=rows_of_gone)
def item_paste(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """Below a line, an objective or an activity. What was pasted is shown as understood; `save` writes it, once nothing
    is open or wrong."""
    if Kind(text.item.kind) not in CHILD_KIND:
        return redirect(place(text))
    return _paste(request, text.version, text)


@inside
def version_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for lines of the plan."""
    return _paste(request, written_version(request, pk), None)


def _paste(request: HttpRequest, version: PlanVersion, text: VersionItem | None) -> HttpResponse:
    if not version.is_draft:
        return _late(request, version, NotADraft) if request.method == "POST" else frozen(request, version)
    kind = CHILD_KIND[Kind(text.item.kind) if text else None]
    form = PasteForm(request.POST or None, kind=kind)
    reading = None
    if request.method == "POST" and form.is_valid():
        try:
            reading = understood(form.cleaned_data["rows"], kind, _replies(request))
            made = add_pasted(version, text, reading.rows, actor=request.user) if "save" in request.POST else []
        except NotADraft as refused:
            return _late(request, version, type(refused))
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            if made:
                messages.success(request, _said(kind, len(made)))
                return redirect(place(text or made[0]))
    context = NAV | {"form": form, "text": text, "version": version, "heading": _heading(kind)}
    context |= _shown(reading, kind, request) if reading else {}
    return render(request, "actionplans/item_paste.html", context)


def _heading(kind: str) -> str:
    return {
        Kind.LINE: gettext("Paste strategic lines"),
        Kind.OBJECTIVE: gettext("Objectives"),
        Kind.ACTIVITY: gettext("Activities"),
        Kind.INDICATOR: gettext("Indicators"),
    }[Kind(kind)]


def _said(kind: str, n: int) -> str:
    words = {
        Kind.LINE: ngettext("%(n)s strategic line is in the plan.", "%(n)s strategic lines are in the plan.", n),
        Kind.OBJECTIVE: ngettext("%(n)s objective is in the plan.", "%(n)s objectives are in the plan.", n),
        Kind.ACTIVITY: ngettext("%(n)s activity is in the plan.", "%(n)s activities are in the plan.", n),
        Kind.INDICATOR: ngettext("%(n)s indicator is in the plan.", "%(n)s indicators are in the plan.", n),
    }
    return words[Kind(kind)] % {"n": n}


def _late(request: HttpRequest, version: PlanVersion, why: type[Refused]) -> HttpResponse:
    """What was pasted stays on the page, to be taken elsewhere."""
    context = NAV | {"form": PasteForm(initial={"rows": request.POST.get("rows", "")}), "version": version}
    return render(request, "actionplans/item_paste.html", context | {"late": why.words}, status=409)


def _replies(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix("q:"): request.POST[name] for name in request.POST if name.startswith("q:")}


def _shown(reading: Reading, kind: str, request: HttpRequest) -> dict:
    replies = _replies(request)
    names = list(dict.fromkeys([*COLUMNS[Kind(kind)], *reading.columns])) if reading.rows else []
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
