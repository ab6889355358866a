from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplans.content import content_of, numbered
from actionplans.forms.review import DeadlineForm, ReviewForm, StanceForm, WithdrawForm
from actionplans.models import PlanVersion
from actionplans.permissions import can_comment, can_resolve, can_write, stance_organizations
from actionplans.presentation import rows
from actionplans.presentation.remarks import remarks
from actionplans.presentation.stances import answers
from actionplans.services import review as services
from actionplans.services.errors import EmptyPlan, NotADraft, NotInReview, Refused
from actionplans.services.rules import conditions
from actionplans.views.changes import changes_for, with_comments
from actionplans.views.finding import NAV, refusals_as_messages, visible_version, written_version
from actionplans.views.parts import opened_part
from members.models import roles_of
from members.views.gates import inside

ROOM = 16_000  # bytes over the wire, for what changed
MOST_OWN = 60


@inside
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed, what concerns the reader's organization, who commented and who stands where. Where something
    changed, the whole plan is folded away; ?all=1 unfolds it, ?at= shows one of its items. A page has room for so many
    changes, and for one part of a long plan."""
    version = visible_version(request, pk)
    if version.is_draft:
        return redirect("actionplans:version_edit", version.pk)
    said, roles, content = answers(version), roles_of(request.user), content_of(version)
    tree = rows(content, get_language(), organization_ids=roles.organization_ids)
    found = _said_of_items(request, version, content)
    for row in tree:
        row["comments"] = found.by_item.get(row["uid"], ())
        row["heading"] = min(row["heading"] + 1, 6)  # below the section's own
    in_review = version.state == PlanVersion.State.IN_REVIEW
    whole, shown = bool(request.GET.get("all")), opened_part(request, tree, reverse("actionplans:review", args=[pk]))
    room = None if whole else 0 if shown["rows"] and shown["fold"].is_folded else ROOM
    changes = changes_for(version, content, roles.organization_ids, room)
    mine = [row for row in tree if row["mine"]]
    context = NAV | {
        "version": version,
        "plan": version.plan,
        "answers": said,
        "mine": said.of(roles.organization_ids),
        "can_answer": in_review and version.review.is_open and bool(said.of(roles.answers_for)),
        "can_comment": can_comment(request.user, version),
        "can_write": can_write(request.user) and in_review,
        "changes": changes and with_comments(changes, found),
        "is_folded": bool(changes) and not whole and "at" not in request.GET,
        "conditions": conditions(version, said) if in_review else [],
        "rows_mine": mine[:MOST_OWN],
        "more_mine": max(len(mine) - MOST_OWN, 0),
        "remarks": found,
        "comment_url": reverse("actionplans:version_detail", args=[version.pk]) + "items/",
    }
    return render(request, "actionplans/review.html", context | shown)


def _said_of_items(request: HttpRequest, version: PlanVersion, content: dict):
    """The comments that the reader sees, with what the reader may do with each."""
    items = {item["uid"]: item for _code, item in numbered(content["items"])}
    user = request.user
    return remarks(user, version, items, lambda comment: can_resolve(user, comment), may_decide=can_write(user))


@inside
def review_open(request: HttpRequest, pk: int) -> HttpResponse:
    version = written_version(request, pk)
    if not version.is_draft:
        messages.warning(request, NotADraft.words)
        return redirect(version)
    if not version.items.exists():
        messages.warning(request, EmptyPlan.words)
        return redirect("actionplans:version_edit", version.pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            services.open_review(version, data["organizations"], data["closes_at"], actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            n = len(form.cleaned_data["organizations"])
            said = ngettext("%(n)s organization is asked.", "%(n)s organizations are asked.", n) % {"n": n}
            messages.success(request, said)
            return redirect("actionplans:review", version.pk)
    return render(request, "actionplans/review_open.html", NAV | {"form": form, "version": version})


@inside
def review_extend(request: HttpRequest, pk: int) -> HttpResponse:
    version = written_version(request, pk)
    if version.state != PlanVersion.State.IN_REVIEW:
        messages.warning(request, NotInReview.words)
        return redirect(version)
    holds = timezone.localtime(version.review.closes_at)
    form = DeadlineForm(request.POST or None, initial={"closes_on": holds.date(), "closes_time": holds.time()})
    if request.method == "POST" and form.is_valid():
        try:
            services.extend_review(version, form.cleaned_data["closes_at"], actor=request.user)
        except Refused as refused:
            form.add_error("closes_on", refused.words)
        else:
            messages.success(request, _("There is more time to answer. Who has not answered gets a mail."))
            return redirect("actionplans:review", version.pk)
    return render(request, "actionplans/review_extend.html", NAV | {"form": form, "version": version})


@inside
def review_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what will happen, POST does it."""
    version = written_version(request, pk)
    if version.state != PlanVersion.State.IN_REVIEW:
        messages.warning(request, NotInReview.words)
        return redirect(version)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = NAV | {"version": version, "answers": answers(version), "form": form}
        return render(request, "actionplans/review_withdraw.html", context)
    with refusals_as_messages(request, _("The version is back from review. Whoever was asked gets a mail.")):
        services.withdraw_review(version, form.cleaned_data["reason"], actor=request.user)
    return redirect(version.plan)


@inside
def stance(request: HttpRequest, pk: int) -> HttpResponse:
    version = visible_version(request, pk)
    if version.state != PlanVersion.State.IN_REVIEW:
        messages.warning(request, NotInReview.words)
        return redirect("actionplans:review", version.pk)
    organizations = stance_organizations(request.user, version)
    if not organizations:
        raise PermissionDenied
    said = answers(version).of(organizations)
    initial = {"stance": said[0].stance, "statement": said[0].statement} if len(said) == 1 else {}
    form = StanceForm(request.POST or None, organization_ids=organizations, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_stance(version, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("Thank you. Your organization's answer is on record."))
            return redirect("actionplans:review", version.pk)
    return render(request, "actionplans/stance_form.html", NAV | {"form": form, "version": version, "said": said})
