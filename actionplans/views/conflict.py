"""The second of two writers sees base, theirs and mine by field, and chooses; nothing typed is lost."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from actionplans.forms.items import ItemForm, put_into
from actionplans.models import PlanItem, VersionItem
from actionplans.presentation.conflict import NAMES, Began, Difference, differing, in_words, saved, titles_of
from actionplans.views.finding import NAV, place
from members.text import whole_number


def chosen(posted: QueryDict, text: VersionItem) -> tuple[QueryDict, list[str]]:
    """What the form says once each choice `keep_<field>` ("saved" or "mine") is carried out, and the fields in which
    nobody has chosen. A form that comes from no conflict says what it says."""
    names = [name for name in posted.getlist("conflict") if name in NAMES]
    if not names:
        return posted, []
    composed, now = posted.copy(), saved(text)
    for name in names:
        if posted.get(f"keep_{name}") == "saved":
            put_into(composed, name, now[name])
    return composed, [name for name in names if posted.get(f"keep_{name}") not in ("saved", "mine")]


def choose(
    request: HttpRequest,
    current: VersionItem,
    posted: QueryDict,
    mine: dict,
    began: Began,
    unchosen: Sequence[str] = (),
) -> HttpResponse:
    """`mine`: values of the form's fields. 409, or a redirect where nothing is left to choose."""
    found = differing(current, {name: _value(value) for name, value in mine.items()}, began)
    if not found:
        messages.success(request, _("“%s” is saved.") % current.title)
        return redirect(place(current))
    posted = posted.copy()
    posted["lock_version"] = current.lock_version
    posted["began_under"] = current.parent_id or ""
    form = ItemForm(posted, instance=current, version=current.version, kind=current.item.kind, user=request.user)
    context = NAV | {
        "version": current.version,
        "text": current,
        "form": form,
        "kind": PlanItem.Kind(form.kind).label,
        "differences": list(_shown(current, form, found)),
        "differing": [name for name, *_values in found],
        "unchosen": [str(form.fields[name].label) for name in unchosen if name in form.fields],
        "began": began,
        "conflict": True,
    }
    return render(request, "actionplans/item_form.html", context, status=409)


def _shown(current: VersionItem, form: ItemForm, found: list) -> Iterator[Difference]:
    titles = titles_of(current, [name for name, *_values in found])
    for name, base, theirs, mine in found:
        if name not in form.fields:
            continue
        columns = tuple(in_words(name, value, titles) for value in (base, theirs, mine))
        both = mine not in (base, theirs) and theirs != base
        # Where only one changed it, that change stands unless somebody says otherwise.
        known = "" if both else "mine" if mine != base else "saved"
        yield Difference(name, form[name], columns, both, form.data.get(f"keep_{name}", known))


def _value(value):
    """As presentation.conflict has it: keys instead of rows."""
    if isinstance(value, QuerySet):
        return sorted(one.pk for one in value)
    return value.pk if isinstance(value, Model) else value


def began_with(request: HttpRequest) -> Began:
    """What the writer of a conflict's page had before it."""
    lock_version, parent = (whole_number(request.POST.get(name)) for name in ("began_with", "began_parent"))
    return Began(lock_version or 0, parent)
