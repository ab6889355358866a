from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplans.content import content_of
from actionplans.models import Comment, PlanVersion, VersionItem
from actionplans.permissions import can_write
from actionplans.presentation import rows
from actionplans.presentation.next_step import next_step
from actionplans.presentation.origins import origin_urls
from actionplans.presentation.rail import rail, successor
from actionplans.presentation.stances import answers
from actionplans.services.errors import NotADraft
from actionplans.services.suggestions import waiting_words
from actionplans.views.finding import NAV, require_can_write, visible_version, visible_versions
from members.models import roles_of
from members.views.gates import inside


@inside
@require_safe
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    version = visible_version(request, pk)
    versions = rail(request.user, version.plan_id)
    writes = can_write(request.user)
    context = NAV | {
        "version": version,
        "plan": version.plan,
        "versions": versions,
        "successor": successor(version, versions),
        "step": next_step(version.plan_id, versions, writes, here=version),
        "can_write": writes,
        "answers": None if version.is_draft else answers(version),
        "rows": rows(
            content_of(version),
            get_language(),
            organization_ids=roles_of(request.user).organization_ids,
            **({} if version.is_draft else _links(request, version)),
        ),
    }
    return render(request, "actionplans/version_detail.html", context)


def _links(request: HttpRequest, version: PlanVersion) -> dict:
    return {"origin_urls": origin_urls(request.user, version), "links": _comment_links(version)}


def _comment_links(version: PlanVersion) -> dict[str, list[tuple[str, str]]]:
    """«4 comments, 1 open» at each item that has some; the address is the item's place on the review page."""
    page = reverse("actionplans:review", args=[version.pk])
    counted = Comment.objects.filter(item__texts__version=version).order_by().values_list("item__uid")
    found = {}
    for uid, n, unsettled in counted.annotate(n=Count("pk"), unsettled=Count("pk", filter=Q(resolved_at=None))):
        words = ngettext("%(n)s comment, %(open)s open", "%(n)s comments, %(open)s open", n)
        found[str(uid)] = [(words % {"n": n, "open": unsettled}, f"{page}#i-{uid}")]
    return found


@inside
@require_safe
def version_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole tree of a draft on one page; each row can be edited, moved, removed, and added to."""
    version = get_object_or_404(visible_versions(request).annotate(waits=waiting_words()), pk=pk)
    require_can_write(request)
    if not version.is_draft:
        messages.warning(request, NotADraft.words)
        return redirect(version)
    tree = _with_acts(rows(content_of(version), get_language()), version)
    context = NAV | {"version": version, "plan": version.plan, "rows": tree, "waiting": _waiting(version, tree)}
    return render(request, "actionplans/version_edit.html", context)


def _waiting(version: PlanVersion, tree: list[dict]) -> list[dict]:
    """Accepted suggestions whose place reads otherwise by now: to be taken in by hand, each with its row."""
    row_of = {row["uid"]: row for row in tree}
    return [one | {"about": Comment.Field(one["field"]).label, "row": row_of.get(one["uid"])} for one in version.waits]


def _with_acts(tree: list[dict], version: PlanVersion) -> list[dict]:
    """Adds edit_url, move_url, delete_url, and add with add_url; an address of each kind is looked up only once."""
    keys = VersionItem.objects.filter(version=version).values_list("item__uid", "pk")
    key_of = {str(uid): pk for uid, pk in keys}
    pattern = {act: reverse(f"actionplans:item_{act}", args=[0]) for act in ("update", "move", "delete")}
    create = reverse("actionplans:item_create", args=[version.pk])
    words = {"line": _("Add an objective"), "objective": _("Add an activity"), "activity": _("Add an indicator")}
    for row in tree:
        pk = key_of.get(row["uid"], 0)
        row["edit_url"], row["move_url"], row["delete_url"] = (
            pattern[act].replace("/0/", f"/{pk}/") for act in ("update", "move", "delete")
        )
        row["add"], row["add_url"] = words.get(row["kind"], ""), f"{create}?parent={pk}"
    return tree
