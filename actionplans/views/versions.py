from collections.abc import Mapping

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplans.content import build, content_of, numbered, rows_of
from actionplans.forms.rows import QuickForm
from actionplans.models import Comment, PlanVersion, VersionItem
from actionplans.permissions import can_write
from actionplans.presentation import rows
from actionplans.presentation.acts import older_translations, with_acts
from actionplans.presentation.next_step import next_step
from actionplans.presentation.origins import origin_urls
from actionplans.presentation.overview import item_url
from actionplans.presentation.parts import at
from actionplans.presentation.rail import rail, successor
from actionplans.presentation.remarks import beside, open_words
from actionplans.presentation.stances import answers
from actionplans.presentation.weights import PLAN, uneven
from actionplans.services.suggestions import waiting_words
from actionplans.views.finding import NAV, frozen, require_can_write, visible_version, visible_versions
from actionplans.views.late import frozen_row
from actionplans.views.parts import opened_part
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
    }
    tree = rows(
        content_of(version),
        get_language(),
        organization_ids=roles_of(request.user).organization_ids,
        **({} if version.is_draft else _links(request, version)),
    )
    context |= opened_part(request, tree, version.get_absolute_url())
    return render(request, "actionplans/version_detail.html", context)


def _links(request: HttpRequest, version: PlanVersion) -> dict:
    """At each item its comments, at each but indicators its story."""
    links, words = _comment_links(version), _("Where it comes from and how it is going")
    for _code, item in numbered(content_of(version)["items"]):
        if item["kind"] != "indicator":
            links.setdefault(item["uid"], []).append((words, item_url(version.plan_id, item["uid"])))
    return {"origin_urls": origin_urls(request.user, version), "links": links}


def _comment_links(version: PlanVersion) -> dict[str, list[tuple[str, str]]]:
    """«4 comments, 1 open» at each item that has some; the address is the item's place on the review page."""
    page = reverse("actionplans:review", args=[version.pk])
    counted = Comment.objects.filter(item__texts__version=version).order_by().values_list("item__uid")
    found = {}
    for uid, n, unsettled in counted.annotate(n=Count("pk"), unsettled=Count("pk", filter=Q(resolved_at=None))):
        words = ngettext("%(n)s comment, %(open)s open", "%(n)s comments, %(open)s open", n)
        found[str(uid)] = [(words % {"n": n, "open": unsettled}, at(page, uid))]
    return found


@inside
@require_safe
def version_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole tree of a draft on one page; each row can be edited, moved, removed, and added to. ?row= opens one;
    of a long one, ?at= the part that an item stands in."""
    return editor(request, pk)


def editor(request: HttpRequest, pk: int, form: QuickForm | None = None) -> HttpResponse:
    """`form`: of the row that is open, where something was wrong with it."""
    found = visible_versions(request).select_related("base").annotate(waits=waiting_words(), said=open_words())
    version = get_object_or_404(found, pk=pk)
    require_can_write(request)
    if not version.is_draft:
        return frozen_row(request, form.instance) if form else frozen(request, version)
    written = rows_of(version)
    content = build(version, written)
    if form is None:
        form = _asked(request, {str(row.pk): row for row in written}, content)
    opened = form.instance.pk if form else None
    tree = with_acts(rows(content, get_language()), written, older_translations(content, version.base), opened)
    context = NAV | {"version": version, "plan": version.plan, "waiting": _waiting(version, tree)}
    context["gone"] = beside(version.said, tree)
    off = uneven(content)
    for row in tree:
        row["uneven"] = off.get(row["uid"], "")
    here = reverse("actionplans:version_edit", args=[version.pk])
    context |= opened_part(request, tree, here, str(form.instance.item.uid) if form else "")
    context |= {
        "uneven": off.get(PLAN, ""),
        "quick": form,
        "opened": opened,
        "older": sum(row["older"] for row in tree),
    }
    return render(request, "actionplans/version_edit.html", context, status=409 if form and form.errors else 200)


def _asked(request: HttpRequest, written: Mapping[str, VersionItem], content: dict) -> QuickForm | None:
    """The row that ?row= says, to be written in."""
    row = written.get(request.GET.get("row", ""))
    if row is None:
        return None
    item = next(item for _code, item in numbered(content["items"]) if item["uid"] == str(row.item.uid))
    return QuickForm(instance=row, leads=[one["id"] for one in item["lead"]])


def _waiting(version: PlanVersion, tree: list[dict]) -> list[dict]:
    """Accepted suggestions whose place reads otherwise by now: to be taken in by hand, each with its row."""
    row_of = {row["uid"]: row for row in tree}
    return [one | {"about": Comment.Field(one["field"]).label, "row": row_of.get(one["uid"])} for one in version.waits]
