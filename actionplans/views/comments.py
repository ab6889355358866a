import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.forms.review import CommentForm
from actionplans.models import Comment, PlanVersion, VersionItem
from actionplans.permissions import can_comment
from actionplans.presentation.parts import at
from actionplans.services import comments as services
from actionplans.services import suggestions
from actionplans.services.errors import NotInReview, Refused
from actionplans.services.mentions import UnclearName, may_be_asked
from actionplans.views.finding import NAV, refusals_as_messages, visible_version
from members.models import roles_of
from members.text import whole_number
from members.views.gates import inside


@inside
def comment_create(request: HttpRequest, pk: int, uid: uuid.UUID) -> HttpResponse:
    version = visible_version(request, pk)
    thread = _thread(request, version, uid)
    # What was taken out of the plan is still talked about, where the talk began.
    words_of = VersionItem.objects.filter(version__in=[version, thread.version_id] if thread else [version])
    text = words_of.filter(item__uid=uid).select_related("item").order_by("-version_id").first()
    if text is None:
        raise Http404
    if version.state != PlanVersion.State.IN_REVIEW:
        messages.warning(request, NotInReview.words)
        return redirect(_place(version.pk, uid))
    if not can_comment(request.user, version):
        raise PermissionDenied
    form = CommentForm(
        request.POST or None,
        organization_ids=roles_of(request.user).organization_ids,
        people=may_be_asked(),
    )
    if thread:
        for name in ("field", "suggestion"):
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        try:
            services.add_comment(version, text.item, **form.cleaned_data, reply_to=thread, actor=request.user)
        except UnclearName as unclear:
            form.add_error("text", unclear.words)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("Your comment is there for all members to read."))
            return redirect(_place(version.pk, uid))
    context = NAV | {"version": version, "text": text, "form": form, "place": _place(version.pk, uid), "thread": thread}
    return render(request, "actionplans/comment_form.html", context)


def _thread(request: HttpRequest, version: PlanVersion, uid: uuid.UUID) -> Comment | None:
    """The comment of this item that is replied to."""
    comments = Comment.objects.filter(item__uid=uid, item__plan=version.plan_id).select_related("author")
    return comments.filter(pk=whole_number(request.GET.get("reply"))).first()


@inside
@require_POST
def comment_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """With `reopen`, the other way round."""
    comment = _visible(request, pk)
    if request.POST.get("reopen"):
        with refusals_as_messages(request, _("The comment is open again.")):
            services.reopen_comment(comment, actor=request.user)
    else:
        with refusals_as_messages(request, _("The comment is marked as resolved.")):
            services.resolve_comment(comment, actor=request.user)
    return _back(request, comment)


@inside
@require_POST
def comment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`accept` empty: it is not taken."""
    comment, accept = _visible(request, pk), bool(request.POST.get("accept"))
    with refusals_as_messages(request):
        decided = suggestions.decide(comment, accept=accept, actor=request.user)
        messages.success(request, _decided(decided))
    return _back(request, comment)


@inside
@require_POST
def suggestion_done(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _visible(request, pk)
    with refusals_as_messages(request, _("Noted: the suggestion is in the draft.")):
        suggestions.done_by_hand(comment, actor=request.user)
    draft = PlanVersion.objects.filter(plan=comment.item.plan_id, state=PlanVersion.State.DRAFT).first()
    return redirect("actionplans:version_edit", draft.pk) if draft else _back(request, comment)


def _decided(comment: Comment) -> str:
    if comment.decision == Comment.Decision.DECLINED:
        return _("The suggestion is not taken.")
    if comment.taken_in_id:
        return _("The suggestion is in the draft now.")
    return _("The suggestion is accepted: it goes into the next draft.")


def _visible(request: HttpRequest, pk: int) -> Comment:
    visible = PlanVersion.objects.visible_to(request.user).order_by()
    return get_object_or_404(Comment.objects.filter(version__in=visible).select_related("item"), pk=pk)


def _back(request: HttpRequest, comment: Comment) -> HttpResponse:
    """To the newest version in review, or to the one that the comment was made on."""
    visible = PlanVersion.objects.visible_to(request.user).order_by()
    shown = visible.filter(plan=comment.item.plan_id, state=PlanVersion.State.IN_REVIEW).values_list("pk", flat=True)
    return redirect(_place(shown.first() or comment.version_id, comment.item.uid))


def _place(version_pk: int, uid: uuid.UUID) -> str:
    """The review page, at this item."""
    return at(reverse("actionplans:review", args=[version_pk]), uid)
