"""A list into the directory. Every step is a page that can be left and found again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.forms.imports import UploadForm, columns_from, rows_from
from members.importing.columns import FIELDS
from members.models import DirectoryImport
from members.permissions import can_coordinate
from members.presentation.imports import page
from members.services import imports as services
from members.sheets import Unreadable
from members.text import whole_number
from members.views.gates import only


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: HttpRequest, about: str) -> HttpResponse:
    if about not in FIELDS:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, about=about)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kind = form.cleaned_data.get("kind", "")
        try:
            return redirect(services.start(about, file.read(), file.name, kind=kind, actor=request.user))
        except Unreadable as refusal:
            form.add_error("file", str(refusal.words))
    going_on = (
        DirectoryImport.objects.visible_to(request.user).filter(about=about).exclude(state="done").defer("raw")[:5]
    )
    context = {"nav": "members", "form": form, "about": about, "going_on": going_on}
    return render(request, "members/import_form.html", context)


@only(can_coordinate)
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """?bad=, ?double=, ?out=: row numbers after which these lists go on."""
    current = _found(request, pk)
    after = {name: whole_number(request.GET.get(name)) for name in ("bad", "double", "out")}
    numbers = {name: number for name, number in after.items() if number is not None}
    return render(request, "members/import_detail.html", {"nav": "members", **page(current, numbers)})


@only(can_coordinate)
@require_POST
def import_choose(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, lambda one: services.choose(one, **columns_from(request.POST), actor=request.user))


@only(can_coordinate)
@require_POST
def import_settle(request: HttpRequest, pk: int) -> HttpResponse:
    def settle(one: DirectoryImport) -> None:
        services.settle(one, **rows_from(request.POST, FIELDS[one.about]), actor=request.user)

    return _done(request, pk, settle)


@only(can_coordinate)
@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, lambda one: services.apply(one, actor=request.user))


@only(can_coordinate)
@require_POST
def import_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Where no worker came: another is woken, which does nothing that another one is doing."""
    return _done(request, pk, services.hand_over)


def _found(request: HttpRequest, pk: int) -> DirectoryImport:
    return get_object_or_404(DirectoryImport.objects.visible_to(request.user).defer("raw"), pk=pk)


def _done(request: HttpRequest, pk: int, act) -> HttpResponse:
    current = _found(request, pk)
    try:
        act(current)
    except services.Refused as refusal:
        messages.error(request, refusal.words)
    current.refresh_from_db(fields=["state", "written"])
    if current.state != DirectoryImport.State.DONE:
        return redirect(f"{current.get_absolute_url()}#next")
    n = current.written
    messages.success(
        request, ngettext("%(n)s entry is in the directory.", "%(n)s entries are in the directory.", n) % {"n": n}
    )
    return redirect("members:organization_list" if current.about == "organizations" else "members:person_list")
