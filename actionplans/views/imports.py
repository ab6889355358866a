"""A spreadsheet into a draft. Every step is a page that can be left and found again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.forms.imports import UploadForm, answers_from
from actionplans.importing.columns import FIELDS
from actionplans.models import PlanImport, PlanVersion
from actionplans.permissions import can_write
from actionplans.presentation.changes import groups
from actionplans.presentation.summary import sentence
from actionplans.services import imports as services
from actionplans.services.errors import NotADraft, Refused
from actionplans.services.import_organizations import ALL, CHOICES, all_unknown, likely
from members.sheets import Unreadable
from members.text import normalized
from members.views.gates import only

AT_ONCE = 60  # problems, and changes, on one page
ASKED_AT_ONCE = 300  # organizations: more answers than fit into one form come in turns


@require_http_methods(["GET", "POST"])
@only(can_write, about=PlanVersion)
def import_create(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(PlanVersion.objects.visible_to(request.user).select_related("plan"), pk=pk)
    if not version.is_draft:
        messages.error(request, NotADraft.words)
        return redirect(version)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.start_import(version, *form.sent, actor=request.user))
        except (Unreadable, Refused) as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", refusal.words)
    return render(request, "actionplans/import_form.html", {"nav": "plans", "version": version, "form": form})


@require_http_methods(["GET", "POST"])
@only(can_write, about=PlanImport)
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """POST keeps the answers; with `token`, the one of the preview, it imports."""
    current = get_object_or_404(PlanImport.objects.visible_to(request.user).select_related("version__plan"), pk=pk)
    if current.applied_at or not current.version.is_draft:
        messages.info(request, services.AppliedAlready.words if current.applied_at else NotADraft.words)
        return redirect(current.version)
    if request.method == "POST":
        seen = current.answers.get("remove", False)
        services.answer(current, answers_from(request.POST, current.answers), actor=request.user)
        if request.POST.get("token") and current.answers.get("remove", False) == seen:
            return _apply(request, current)
        page = request.POST.get("go") or request.GET.get("page", "")
        here = f"?page={page}#wrong" if page.isdecimal() else "#next"
        return redirect(f"{current.get_absolute_url()}{here}")  # what leaves the draft is seen before it does
    return render(request, "actionplans/import_detail.html", _context(request, current))


def _apply(request: HttpRequest, current: PlanImport) -> HttpResponse:
    try:
        services.apply_import(current, request.POST["token"], actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(current)
    messages.success(request, _("“%(file)s” is in the draft now.") % {"file": current.file_name})
    return redirect("actionplans:version_edit", current.version_id)


def _context(request: HttpRequest, current: PlanImport) -> dict:
    reading = services.read_import(current)
    answers = current.answers
    context = {
        "nav": "plans",
        "import": current,
        "version": current.version,
        "reading": reading,
        "tables": list(enumerate(table["name"] for table in current.tables)),
        "chosen_table": answers.get("table", 0),
        "columns": _columns(reading),
        "fields": [(name, _(heading)) for name, heading in FIELDS.items()],
        "questions": [(one, answers.get("questions", {}).get(one.name, "")) for one in reading.questions],
        "left_out": answers.get("left_out", []),
    }
    if reading.tree is None:
        return context
    asked = _organizations(reading, answers)
    context |= {"organizations": asked[:ASKED_AT_ONCE], "more_organizations": max(len(asked) - ASKED_AT_ONCE, 0)}
    context["organization_choices"] = CHOICES
    context["for_all"] = answers.get("organizations", {}).get(ALL, "")
    page = Paginator(reading.tree.problems, AT_ONCE).get_page(request.GET.get("page"))
    context |= {"problems": [_problem(one) for one in page], "page": page}
    return context | (_preview(request, current, reading) if reading.is_ready else {})


def _columns(reading) -> list[dict]:
    shown = zip(reading.headings, reading.samples, reading.mapping, strict=True)
    return [
        {"index": index, "heading": heading, "samples": samples, "field": field}
        for index, (heading, samples, field) in enumerate(shown)
        if heading or samples
    ]


def _organizations(reading, answers: dict) -> list[dict]:
    """Whom the directory doesn't know, with who may be meant; first those of whom nothing is said yet."""
    names, said = all_unknown(reading.tree, reading.known), answers.get("organizations", {})
    names.sort(key=lambda name: bool(said.get(normalized(name))))
    near = likely(names)
    return [
        {
            "name": name,
            "key": normalized(name),
            "said": said.get(normalized(name), ""),
            "likely": [(str(one.pk), one.name) for one in near.get(name, [])],
        }
        for name in names
    ]


def _problem(problem) -> dict:
    heading = FIELDS.get(problem.field)
    return {
        "row": problem.row,
        "field": problem.field,
        "heading": _(heading) if heading else "",
        "value": problem.value,
        "words": problem.words,
    }


def _preview(request: HttpRequest, current: PlanImport, reading) -> dict:
    try:
        preview = services.preview_import(current, reading, actor=request.user)
    except Refused as refusal:
        return {"refusal": refusal.words}
    comparison = preview.comparison
    most = len(comparison.changes) if request.GET.get("all") else AT_ONCE
    return {
        "preview": preview,
        "sentence": sentence(comparison),
        "groups": groups(comparison.first(most), get_language() or "es", frozenset()),
        "more": len(comparison.changes) - most,
        "changes": len(comparison.changes),
        "remove": current.answers.get("remove", False),
        "reason": current.answers.get("reason", ""),
    }
