from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.forms.minutes import MinutesForm
from meetings.models import Meeting, Minutes, MinutesComment
from meetings.presentation.markdown import to_html
from meetings.services import minutes as services
from meetings.services.errors import AlreadyPublished, InReview, StaleText
from members.permissions import can_coordinate
from members.views.gates import only

TEMPLATE = "meetings/minutes_form.html"


@only(can_coordinate, about=Meeting)
def minutes_edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, minutes = with_minutes(pk)
    if request.method == "POST":
        return _save(request, meeting)
    if not minutes.is_written:
        return standing(request, meeting, minutes)
    text = minutes.text or services.proposed_text(meeting)
    form = MinutesForm(initial={"text": text, "lock_version": minutes.lock_version})
    context = {"minutes": minutes, "proposed": not minutes.text and text, "said": _said(minutes)}
    return _page(request, meeting, form, **context)


def _said(minutes: Minutes) -> list[MinutesComment]:
    """What was said to the rounds that were taken back, for whoever now changes the text."""
    if minutes.pk is None:
        return []
    withdrawn = MinutesComment.objects.filter(version__minutes=minutes, version__state="withdrawn")
    return list(withdrawn.select_related("organization", "version"))


def _page(request: HttpRequest, meeting: Meeting, form: MinutesForm, status: int = 200, **context) -> HttpResponse:
    return render(request, TEMPLATE, {"nav": "meetings", "meeting": meeting, "form": form, **context}, status=status)


def _save(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _page(request, meeting, form)
    text = form.cleaned_data["text"]
    try:
        services.save_minutes(meeting, text, form.cleaned_data["lock_version"], actor=request.user)
    except StaleText as stale:
        mine = MinutesForm(initial={"text": text, "lock_version": stale.current.lock_version})
        return _page(request, meeting, mine, 409, theirs=stale.current)
    except (AlreadyPublished, InReview):
        return _page(request, meeting, form, 409, too_late=True)
    messages.success(request, _("The minutes are saved as a draft."))
    return redirect(f"{meeting.get_absolute_url()}#minutes")


@only(can_coordinate, about=Meeting)
@require_POST
def minutes_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as saving, for the script that saves while somebody writes: {"lock_version"}, or 409 with both texts."""
    meeting, form = get_object_or_404(Meeting, pk=pk), MinutesForm(request.POST)
    if not form.is_valid():
        return JsonResponse(
            {"words": " ".join(words for errors in form.errors.values() for words in errors)}, status=400
        )
    try:
        saved = services.save_minutes(meeting, **form.cleaned_data, actor=request.user)
    except StaleText as stale:
        return JsonResponse({"theirs": stale.current.text, "lock_version": stale.current.lock_version}, status=409)
    except (AlreadyPublished, InReview) as refused:
        return JsonResponse({"words": str(refused.words)}, status=409)
    return JsonResponse({"lock_version": saved.lock_version})


@only(can_coordinate, about=Meeting)
@require_POST
def minutes_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it would look, above the text itself; saves nothing."""
    meeting, minutes = with_minutes(pk)
    form = MinutesForm(request.POST)
    shown = to_html(form.cleaned_data["text"]) if form.is_valid() else None
    return _page(request, meeting, form, minutes=minutes, preview=shown, too_late=not minutes.is_written)


def with_minutes(pk: int) -> tuple[Meeting, Minutes]:
    """The meeting with its minutes; an unsaved, empty draft where there are none yet."""
    meetings = Meeting.objects.select_related("body__chair", "minutes__current", "proceedings__previous")
    meeting = get_object_or_404(meetings, pk=pk)
    return meeting, getattr(meeting, "minutes", None) or Minutes(meeting=meeting)


def standing(request: HttpRequest, meeting: Meeting, minutes: Minutes) -> HttpResponse:
    published = minutes.state == Minutes.State.PUBLISHED
    messages.warning(request, AlreadyPublished.words if published else InReview.words)
    return redirect(meeting)
