"""The quick acts of the editor: a row changed in place, moved, put elsewhere, doubled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.forms.items import put_into
from actionplans.forms.rows import PlaceForm, QuickForm
from actionplans.models import Responsibility, VersionItem
from actionplans.presentation.conflict import saved
from actionplans.services import places
from actionplans.services.errors import Refused, StaleItem
from actionplans.services.items import Wording, change_item
from actionplans.views.conflict import choose
from actionplans.views.finding import NAV, frozen, place, refusals_as_messages, written_text
from actionplans.views.versions import editor
from members.models import Organization
from members.views.gates import inside


@inside
@require_POST
def item_quick(request: HttpRequest, pk: int) -> HttpResponse:
    """Back at the row; where something is wrong, with the row open and what was typed."""
    text = written_text(request, pk)
    if not text.version.is_draft:
        return frozen(request, text.version)
    form = QuickForm(request.POST, instance=text)
    if not form.is_valid():
        return editor(request, text.version_id, form)
    data = dict(form.cleaned_data)
    began_with = data.pop("lock_version")
    try:
        changed = change_item(text, text.parent, _wording(text, data), began_with, actor=request.user)
    except StaleItem as stale:
        return choose(request, stale.current, _whole(stale.current, data, request), data, began_with)
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


def _whole(current: VersionItem, data: dict, request: HttpRequest) -> QueryDict:
    """As the long form would have sent it: what is saved, and over it what was typed here."""
    posted = QueryDict(mutable=True)
    for name, value in (saved(current) | data).items():
        put_into(posted, name, [one.pk for one in value] if name == "leads" and name in data else value)
    return posted


@inside
@require_POST
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `to`: up or down."""
    text = written_text(request, pk)
    with refusals_as_messages(request):
        places.move_item(text, request.POST.get("to") == "up", actor=request.user)
    return redirect(place(text))


@inside
def item_place(request: HttpRequest, pk: int) -> HttpResponse:
    """`place`: "parent:after", keys of rows; 0 for the plan itself, or for the first place."""
    text = written_text(request, pk)
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


@inside
@require_POST
def item_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    text = written_text(request, pk)
    try:
        copy = places.duplicate_item(text, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
        return redirect(place(text))
    messages.success(request, _("“%s” is in the plan.") % copy.title)
    return redirect(place(copy))
