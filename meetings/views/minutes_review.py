"""Minutes in review: those who were there read, comment by paragraph and approve; the writers answer."""

import datetime

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.forms.minutes import AnswerCommentForm, CommentForm, SendForm, TakeBackForm, UntilForm
from meetings.models import Meeting, MinutesComment, MinutesVersion
from meetings.permissions import approves_for, comments_for, sees_names
from meetings.presentation.acta import document
from meetings.presentation.acta_content import acta_of, draft_of
from meetings.presentation.minutes_review import review_of
from meetings.services import minutes_review as services
from meetings.services.errors import Refused
from meetings.views.minutes import standing, with_minutes
from members.permissions import can_coordinate
from members.views.gates import inside, only


@only(can_coordinate, about=Meeting)
def minutes_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked by GET: the whole acta as it would be frozen, who is asked, until when. Done by POST."""
    meeting, minutes = with_minutes(pk)
    if not minutes.is_written:
        return standing(request, meeting, minutes)
    until = timezone.localdate() + datetime.timedelta(days=meeting.body.approval_days)
    form = SendForm(request.POST or None, initial={"lock_version": minutes.lock_version, "until": until})
    status = 200
    if request.method == "POST" and form.is_valid() and minutes.pk:
        try:
            services.send_to_review(minutes, form.cleaned_data["lock_version"], form.end, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
            status = 409
        else:
            messages.success(request, _("The minutes are in review; those who were there are told."))
            return redirect("meetings:minutes_review", pk)
    acta = document(draft_of(meeting, minutes), get_language() or "es", place=True)
    context = {"nav": "meetings", "meeting": meeting, "minutes": minutes, "form": form, "acta": acta}
    return render(request, "meetings/minutes_send.html", context, status=status)


@inside
@require_safe
def minutes_review(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk`: of the meeting."""
    return page(request, get_object_or_404(_versions(request).open(), minutes__meeting=pk))


def page(
    request: HttpRequest,
    version: MinutesVersion,
    *,
    comment: CommentForm | None = None,
    answer: tuple[int, AnswerCommentForm] | None = None,
    until: UntilForm | None = None,
    taking_back: TakeBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Forms that were refused come back at their place with what was typed."""
    acta = acta_of(version)
    meeting = version.minutes.meeting
    mine = comments_for(request.user, version), approves_for(request.user, version)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "version": version,
        "acta": document(acta, get_language() or "es", place=sees_names(request.user, acta)),
        "review": review_of(version, *mine, comment=comment, answer=answer),
        "can_coordinate": can_coordinate(request.user),
        "until": until or UntilForm(initial={"until": timezone.localdate(version.review_until)}),
        "taking_back": taking_back or TakeBackForm(),
    }
    return render(request, "meetings/minutes_review.html", context, status=status)


@inside
@require_POST
def minutes_comment(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(_versions(request), pk=pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            said = services.comment(version, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.add_error("text", refused.words)
        else:
            messages.success(request, _("Thank you. The secretariat answers your comment."))
            return redirect(f"{_review(version)}#paragraph-{said.paragraph}")
    services.require_commenter(version, actor=request.user)
    return page(request, version, comment=form, status=409)


@inside
@require_POST
def minutes_approve(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(_versions(request), pk=pk)
    return _done(request, version, lambda: services.approve(version, actor=request.user), _("Thank you. It is noted."))


@only(can_coordinate, about=MinutesComment)
@require_POST
def minutes_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk`: of the comment."""
    said = get_object_or_404(MinutesComment, pk=pk)
    version = get_object_or_404(_versions(request), pk=said.version_id)
    form = AnswerCommentForm(request.POST)
    if form.is_valid():
        try:
            services.answer(said, form.cleaned_data["words"], actor=request.user)
        except Refused as refused:
            form.add_error("words", refused.words)
        else:
            return redirect(f"{_review(version)}#paragraph-{said.paragraph}")
    return page(request, version, answer=(said.pk, form), status=409)


@only(can_coordinate, about=MinutesVersion)
@require_POST
def minutes_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(_versions(request), pk=pk)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return page(request, version, taking_back=form, status=409)
    words = _("The minutes are a draft again, and those who were asked are told. What was said stays beside the text.")
    reason = form.cleaned_data["reason"]
    return _done(
        request, version, lambda: services.take_back(version, reason, actor=request.user), words, "minutes_edit"
    )


@only(can_coordinate, about=MinutesVersion)
@require_POST
def minutes_prolong(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(_versions(request), pk=pk)
    form = UntilForm(request.POST)
    if form.is_valid():
        try:
            services.prolong(version, form.end, actor=request.user)
        except Refused as refused:
            form.add_error("until", refused.words)
        else:
            messages.success(request, _("The review goes on until that day; those who are asked are told."))
            return redirect(_review(version))
    return page(request, version, until=form, status=409)


def _done(request: HttpRequest, version: MinutesVersion, act, words: str, to: str = "minutes_review") -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.warning(request, refused.words)
        return redirect(version)
    messages.success(request, words)
    return redirect(f"meetings:{to}", version.minutes.meeting_id)


def _review(version: MinutesVersion) -> str:
    return reverse("meetings:minutes_review", args=[version.minutes.meeting_id])


def _versions(request: HttpRequest) -> QuerySet[MinutesVersion]:
    """Those that the reader may see, with all that the page says of them."""
    comments = MinutesComment.objects.select_related("organization")
    return (
        MinutesVersion.objects.visible_to(request.user)
        .select_related("minutes__meeting__body")
        .prefetch_related(Prefetch("comments", comments), "approvals__organization", "organizations")
    )
