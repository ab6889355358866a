from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.forms.items import ItemForm, initial_of
from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.services import items as services
from actionplans.services.errors import Refused, StaleItem
from actionplans.services.rows import below
from actionplans.views.conflict import began_with, choose, chosen
from actionplans.views.finding import NAV, frozen, place, refusals_as_messages, written_text, written_version
from actionplans.views.prefill import asked_kind, asked_parent, asked_row, from_meeting
from members.views.gates import inside

TEMPLATE = "actionplans/item_form.html"


@inside
def item_create(request: HttpRequest, pk: int) -> HttpResponse:
    """?parent= adds below an item, ?after= right after one; ?agreement= and ?swot= begin with what a meeting said."""
    version = written_version(request, pk)
    if not version.is_draft:
        return frozen(request, version)
    parent = asked_parent(request, version)
    kind = asked_kind(request, parent)
    initial = from_meeting(request) | ({"parent": parent.pk} if parent else {})
    form = ItemForm(request.POST or None, version=version, kind=kind, user=request.user, initial=initial)
    after = asked_row(request, version, "after")
    if request.method == "POST" and form.is_valid():
        try:
            parent = form.cleaned_data.get("parent")
            text = services.add_item(version, kind, parent, form.wording(), after=after, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("“%s” is in the plan.") % text.title)
            return redirect(place(text))
    return render(request, TEMPLATE, _context(version, form))


@inside
def item_update(request: HttpRequest, pk: int) -> HttpResponse:
    text = written_text(request, pk)
    if not text.version.is_draft:
        return frozen(request, text.version)
    posted, unchosen = chosen(request.POST, text)
    form = ItemForm(
        posted if request.method == "POST" else None,
        instance=text,
        version=text.version,
        kind=text.item.kind,
        user=request.user,
        initial=initial_of(text),
    )
    if request.method != "POST":
        return render(request, TEMPLATE, _context(text.version, form, text))
    valid = form.is_valid()
    if unchosen:
        current = written_text(request, pk)  # the form has put its words into the row
        return choose(request, current, posted, form.cleaned_data, began_with(request), unchosen)
    if valid:
        return _change(request, text, form, posted)
    return render(request, TEMPLATE, _context(text.version, form, text))


def _change(request: HttpRequest, text: VersionItem, form: ItemForm, posted: QueryDict) -> HttpResponse:
    data = form.cleaned_data
    try:
        changed = services.change_item(
            text, data.get("parent"), form.wording(), data["lock_version"], actor=request.user
        )
    except StaleItem as stale:
        return choose(request, stale.current, posted, data, data["lock_version"])
    except Refused as refused:
        form.add_error(None, refused.words)
        return render(request, TEMPLATE, _context(text.version, form, text), status=409)
    messages.success(request, _("“%s” is saved.") % changed.title)
    return redirect(place(changed))


@inside
def item_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what would go; POST removes it."""
    text = written_text(request, pk)
    if not text.version.is_draft:
        return frozen(request, text.version)
    if request.method != "POST":
        context = NAV | {"text": text, "version": text.version, "below": below(text)}
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
