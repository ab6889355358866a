from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.forms.items import ItemForm, initial_of
from actionplans.models import VersionItem
from actionplans.presentation.conflict import Began
from actionplans.services import items as services
from actionplans.services.errors import NotADraft, Refused, StaleItem
from actionplans.services.rows import below
from actionplans.views.conflict import began_with, choose, chosen
from actionplans.views.finding import NAV, frozen, place, refusals_as_messages, written_version
from actionplans.views.late import TEMPLATE, back_to_editor, frozen_words, item_context, on_text, words_of_gone
from actionplans.views.prefill import asked_kind, asked_parent, asked_row, from_meeting
from members.views.gates import inside


@inside
def item_create(request: HttpRequest, pk: int) -> HttpResponse:
    """?parent= adds below an item, ?after= right after one; ?agreement= and ?swot= begin with what a meeting said."""
    version = written_version(request, pk)
    if not version.is_draft and request.method != "POST":
        return frozen(request, version)
    parent = asked_parent(request, version)
    kind = asked_kind(request, parent)
    initial = from_meeting(request) | ({"parent": parent.pk} if parent else {})
    form = ItemForm(request.POST or None, version=version, kind=kind, user=request.user, initial=initial)
    if not version.is_draft:
        return frozen_words(request, version, form)
    if request.method == "POST" and form.is_valid():
        after = asked_row(request, version, "after")
        try:
            parent = form.cleaned_data.get("parent")
            text = services.add_item(version, kind, parent, form.wording(), after=after, actor=request.user)
        except NotADraft:
            return frozen_words(request, version, form)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("“%s” is in the plan.") % text.title)
            return redirect(place(text))
    return render(request, TEMPLATE, item_context(version, form))


@on_text(gone=words_of_gone)
def item_update(request: HttpRequest, text: VersionItem) -> HttpResponse:
    if not text.version.is_draft and request.method != "POST":
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
    if not text.version.is_draft:
        return frozen_words(request, text.version, form, text)
    if request.method != "POST":
        return render(request, TEMPLATE, item_context(text.version, form, text))
    valid = form.is_valid()
    if unchosen:
        current = VersionItem.objects.select_related("version__plan", "item").get(pk=text.pk)  # the form changed `text`
        return choose(request, current, posted, form.cleaned_data, began_with(request), unchosen)
    if valid:
        return _change(request, text, form, posted)
    return render(request, TEMPLATE, item_context(text.version, form, text))


def _change(request: HttpRequest, text: VersionItem, form: ItemForm, posted: QueryDict) -> HttpResponse:
    data = form.cleaned_data
    began = Began(data["lock_version"], data.get("began_under"))
    try:
        changed = services.change_item(
            text, data.get("parent"), form.wording(), began.lock_version, began_under=began.parent, actor=request.user
        )
    except StaleItem as stale:
        return choose(request, stale.current, posted, data, began)
    except NotADraft:
        return frozen_words(request, text.version, form, text)
    except Refused as refused:
        form.add_error(None, refused.words)
        return render(request, TEMPLATE, item_context(text.version, form, text), status=409)
    messages.success(request, _("“%s” is saved.") % changed.title)
    return redirect(place(changed))


@on_text(gone=back_to_editor)
def item_delete(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """GET says what would go; POST removes it."""
    if not text.version.is_draft:
        return frozen(request, text.version)
    if request.method != "POST":
        context = NAV | {"text": text, "version": text.version, "below": below(text)}
        return render(request, "actionplans/item_delete.html", context)
    with refusals_as_messages(request):
        gone = services.delete_item(text, actor=request.user)
        said = ngettext("%(n)s item is removed from this draft.", "%(n)s items are removed from this draft.", gone)
        messages.success(request, said % {"n": gone})
    return redirect(place(text.parent) if text.parent else reverse("actionplans:version_edit", args=[text.version_id]))
