from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from actionplans.forms.items import ItemForm, initial_of, put_into
from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.presentation.conflict import differences
from actionplans.services import items as services
from actionplans.services.errors import NotADraft, Refused, StaleItem
from actionplans.views.finding import NAV, refusals_as_messages, written_text, written_version
from actionplans.views.prefill import asked_kind, asked_parent, from_meeting
from members.views.gates import inside

TEMPLATE = "actionplans/item_form.html"


@inside
def item_create(request: HttpRequest, pk: int) -> HttpResponse:
    """?parent= adds below an item; ?agreement= and ?swot= begin with what a meeting said."""
    version = written_version(request, pk)
    if not version.is_draft:
        return _frozen(request, version)
    parent = asked_parent(request, version)
    kind = asked_kind(request, parent)
    initial = from_meeting(request) | ({"parent": parent.pk} if parent else {})
    form = ItemForm(request.POST or None, version=version, kind=kind, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            text = services.add_item(version, kind, form.cleaned_data.get("parent"), form.wording(), actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("“%s” is in the plan.") % text.title)
            return redirect(_place(text))
    return render(request, TEMPLATE, _context(version, form))


@inside
def item_update(request: HttpRequest, pk: int) -> HttpResponse:
    text = written_text(request, pk)
    if not text.version.is_draft:
        return _frozen(request, text.version)
    form = ItemForm(
        request.POST or None,
        instance=text,
        version=text.version,
        kind=text.item.kind,
        user=request.user,
        initial=initial_of(text),
    )
    if request.method == "POST" and form.is_valid():
        return _change(request, text, form)
    return render(request, TEMPLATE, _context(text.version, form, text))


def _change(request: HttpRequest, text: VersionItem, form: ItemForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        changed = services.change_item(
            text, data.get("parent"), form.wording(), data["lock_version"], actor=request.user
        )
    except StaleItem as stale:
        return _choose(request, stale.current, form)
    except Refused as refused:
        form.add_error(None, refused.words)
        return render(request, TEMPLATE, _context(text.version, form, text), status=409)
    messages.success(request, _("“%s” is saved.") % changed.title)
    return redirect(_place(changed))


def _choose(request: HttpRequest, current: VersionItem, form: ItemForm) -> HttpResponse:
    """Nothing is lost: both texts are shown, and the form holds what would be kept."""
    found = differences(current, form.cleaned_data, form.cleaned_data["lock_version"])
    posted = request.POST.copy()
    posted["lock_version"] = current.lock_version
    for difference in found:
        put_into(posted, difference.name, difference.kept)
    again = ItemForm(posted, instance=current, version=current.version, kind=current.item.kind, user=request.user)
    context = _context(current.version, again, current) | {"differences": found, "conflict": True}
    return render(request, TEMPLATE, context, status=409)


@inside
@require_POST
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `to`: up or down."""
    text = written_text(request, pk)
    with refusals_as_messages(request):
        services.move_item(text, request.POST.get("to") == "up", actor=request.user)
    return redirect(_place(text))


@inside
def item_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what would go; POST removes it."""
    text = written_text(request, pk)
    if not text.version.is_draft:
        return _frozen(request, text.version)
    if request.method != "POST":
        context = NAV | {"text": text, "version": text.version, "below": services.below(text)}
        return render(request, "actionplans/item_delete.html", context)
    with refusals_as_messages(request):
        gone = services.delete_item(text, actor=request.user)
        said = ngettext("%(n)s item is removed from this draft.", "%(n)s items are removed from this draft.", gone)
        messages.success(request, said % {"n": gone})
    return redirect("actionplans:version_edit", text.version_id)


def _context(version: PlanVersion, form: ItemForm, text: VersionItem | None = None) -> dict:
    return NAV | {
        "version": version,
        "form": form,
        "text": text,
        "kind": PlanItem.Kind(form.kind).label,
        "parent_missing": "parent" in form.fields and not form.fields["parent"].queryset.exists(),
    }


def _place(text: VersionItem) -> str:
    """The editor, at this row."""
    return f"{reverse('actionplans:version_edit', args=[text.version_id])}#i-{text.item.uid}"


def _frozen(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    messages.warning(request, NotADraft.words)
    return redirect(version)
