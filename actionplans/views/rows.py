"""The quick acts of the editor: a row changed in place, moved, put elsewhere, doubled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from actionplans.forms.items import put_into
from actionplans.forms.rows import PlaceForm, QuickForm
from actionplans.models import Responsibility, VersionItem
from actionplans.presentation.conflict import Began, saved
from actionplans.services import places
from actionplans.services.errors import ItemGone, Refused, StaleItem
from actionplans.services.items import Wording, change_item
from actionplans.views.conflict import choose
from actionplans.views.finding import NAV, frozen, place, refusals_as_messages
from actionplans.views.late import back_to_editor, frozen_row, on_text, words_of_gone
from actionplans.views.prefill import asked_row
from actionplans.views.versions import editor
from members.models import Organization
from members.text import whole_number


@on_text(gone=words_of_gone)
def item_quick(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """Back at the row; where something is wrong, with the row open and what was typed. GET, after a session has ended,
    opens the row."""
    if request.method != "POST":
        return redirect(place(text, text))
    if not text.version.is_draft:
        return frozen_row(request, text)
    form = QuickForm(request.POST, instance=text)
    if not form.is_valid():
        return editor(request, text.version_id, form)
    data = dict(form.cleaned_data)
    began_with = data.pop("lock_version")
    try:
        changed = change_item(
            text, text.parent, _wording(text, data), began_with, began_under=text.parent_id, actor=request.user
        )
    except StaleItem as stale:
        return choose(request, stale.current, _whole(stale.current, data), data, Began(began_with, None))
    except ItemGone:
        return words_of_gone(request, text.version, text.pk)
    except Refused as refused:
        form.add_error(None, refused.words)
        return editor(request, text.version_id, form)
    messages.success(request, _("“%s” is saved.") % changed.title)
    return redirect(place(changed))


def _wording(text: VersionItem, data: dict) -> Wording:
    fields = {name: value for name, value in data.items() if name != "leads"}
    if "leads" not in data:
        return Wording(fields)
    supports = Responsibility.objects.filter(text=text, role="support").values("organization")
    return Wording(fields, leads=data["leads"], supports=Organization.objects.filter(pk__in=supports))


def _whole(current: VersionItem, data: dict) -> QueryDict:
    """As the long form would have sent it: what is saved, and over it what was typed here."""
    posted = QueryDict(mutable=True)
    for name, value in (saved(current) | data).items():
        put_into(posted, name, [one.pk for one in value] if name == "leads" and name in data else value)
    return posted


@on_text(gone=back_to_editor)
def item_move(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """POST `to`: up or down."""
    if request.method == "POST":
        with refusals_as_messages(request):
            places.move_item(text, request.POST.get("to") == "up", actor=request.user)
    return _back(request, text)


@on_text(gone=back_to_editor)
def item_place(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """`place`: "parent:after", keys of rows; 0 for the plan itself, or for the first place."""
    if not text.version.is_draft:
        return frozen(request, text.version)
    form = PlaceForm(request.POST or None, text=text)
    if request.method == "POST" and form.is_valid():
        parent, after = form.cleaned_data["place"]
        with refusals_as_messages(request, _("“%s” is moved.") % text.title):
            places.place_item(text, parent, after, actor=request.user)
        return redirect(place(text))
    context = NAV | {"form": form, "text": text, "version": text.version}
    return render(request, "actionplans/item_place.html", context)


@on_text(gone=back_to_editor)
def item_duplicate(request: HttpRequest, text: VersionItem) -> HttpResponse:
    copy = text
    if request.method == "POST":
        with refusals_as_messages(request):
            copy = places.duplicate_item(text, actor=request.user)
            messages.success(request, _("“%s” is in the plan.") % copy.title)
    return _back(request, copy)


def _back(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """At the row. Where another one is open (?open=), that stays open, with what was typed into it."""
    version, key = text.version, whole_number(request.GET.get("open"))
    opened = asked_row(request, version, "open")
    typed = request.method == "POST" and "title" in request.POST
    if typed and opened:
        return editor(request, version.pk, QuickForm(request.POST, instance=opened))
    if typed and key is not None:
        return words_of_gone(request, version, key)
    return redirect(place(text, opened))
