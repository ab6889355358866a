"""Too late to save: the item has left the draft, or the draft went to review. What was typed is shown once more."""

from collections.abc import Callable
from functools import wraps

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from actionplans.forms.items import FIELDS, ItemForm, put_into
from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.permissions import can_comment
from actionplans.presentation.conflict import saved
from actionplans.services.errors import ItemGone
from actionplans.views.finding import NAV, require_can_write, visible_version, written_version
from members.views.gates import inside

KINDS = list(PlanItem.Kind)  # by how deep they stand
TEMPLATE = "actionplans/item_form.html"
Gone = Callable[[HttpRequest, PlanVersion, int], HttpResponse]


def on_text(gone: Gone) -> Callable:
    """For views of one row of a version: they get the row in place of its key. 404 where this account may not see the
    version, 403 where it may only read; `gone` answers for a row that somebody has removed."""

    def decorate(view: Callable) -> Callable:
        @inside
        @wraps(view)
        def found(request: HttpRequest, pk: int) -> HttpResponse:
            rows = VersionItem.objects.filter(version__in=PlanVersion.objects.visible_to(request.user).order_by())
            text = rows.select_related("version__plan", "item").filter(pk=pk).first()
            if text is None:
                return gone(request, _version_of_gone(request, pk), pk)
            require_can_write(request)
            return view(request, text)

        return found

    return decorate


def _version_of_gone(request: HttpRequest, pk: int) -> PlanVersion:
    """Of a row that is there no more; 404 where there never was one."""
    return written_version(request, _last_words(pk).version_id)


def _last_words(pk: int):
    """What the row said at the end, from the audit trail."""
    row = apps.get_model("actionplans", "VersionItemEvent").objects.filter(pgh_obj=pk).order_by("-pgh_id").first()
    if row is None:
        raise Http404
    return row


def back_to_editor(request: HttpRequest, version: PlanVersion, pk: int) -> HttpResponse:
    messages.warning(request, ItemGone.words)
    return redirect("actionplans:version_edit", version.pk)


def words_of_gone(request: HttpRequest, version: PlanVersion, pk: int) -> HttpResponse:
    """The form of a new item, with what was typed, or with what the old one said."""
    row = _last_words(pk)
    kind = KINDS[_depth(row)]
    if not version.is_draft:
        form = ItemForm(_typed(request.POST, row, kind), version=version, kind=kind, user=request.user)
        return frozen_words(request, version, form)
    said = {name: getattr(row, name) for name in FIELDS[kind]} | {"parent": row.parent_id}
    typed = _typed(request.POST, row, kind) if request.method == "POST" else None
    form = ItemForm(typed, version=version, kind=kind, user=request.user, initial=said)
    create = reverse("actionplans:item_create", args=[version.pk])
    context = {"gone": True, "action": f"{create}?kind={kind}", "keep_as": f"item-{pk}"}
    return render(request, TEMPLATE, item_context(version, form) | context, status=200 if typed is None else 409)


def _depth(row) -> int:
    return 0 if row.parent_id is None else 1 + _depth(_last_words(row.parent_id))


def _typed(posted: QueryDict, row, kind: str) -> QueryDict:
    """What the short form of the editor doesn't ask stays as the row said it."""
    if "text" in posted:
        return posted
    whole = QueryDict(mutable=True)
    for name in FIELDS[kind]:
        put_into(whole, name, getattr(row, name))
    put_into(whole, "parent", row.parent_id)
    return _over(whole, posted)


def _over(whole: QueryDict, posted: QueryDict) -> QueryDict:
    for name, values in posted.lists():
        whole.setlist(name, values)
    return whole


def frozen_words(
    request: HttpRequest, version: PlanVersion, form: ItemForm, text: VersionItem | None = None
) -> HttpResponse:
    """`form`: with what was typed; it can't be saved any more, but read, copied, and said in a comment."""
    newer = PlanVersion.objects.visible_to(request.user).filter(plan=version.plan_id, state=PlanVersion.State.DRAFT)
    comments = text is not None and can_comment(request.user, version)
    context = {"frozen": True, "newer": newer.first(), "comment_on": text.item.uid if text and comments else None}
    return render(request, TEMPLATE, item_context(version, form, text) | context, status=409)


def frozen_row(request: HttpRequest, text: VersionItem) -> HttpResponse:
    """The same for what was typed into the short form of the editor."""
    whole = QueryDict(mutable=True)
    for name, value in saved(text).items():
        put_into(whole, name, value)
    version = visible_version(request, text.version_id)
    form = ItemForm(_over(whole, request.POST), instance=text, version=version, kind=text.item.kind, user=request.user)
    return frozen_words(request, version, form, text)


def item_context(version: PlanVersion, form: ItemForm, text: VersionItem | None = None) -> dict:
    return NAV | {
        "version": version,
        "form": form,
        "text": text,
        "kind": PlanItem.Kind(form.kind).label,
        "parent_missing": not form.has_parents(),
        "keep_as": f"item-{text.pk}" if text else "",
    }
