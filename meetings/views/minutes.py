from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from meetings.forms.minutes import MinutesForm, PublishForm
from meetings.models import Meeting, Minutes
from meetings.presentation.markdown import to_html
from meetings.services import minutes as services
from meetings.services.errors import AlreadyPublished, NothingWritten, StaleText
from members.permissions import can_coordinate
from members.views.gates import only

TEMPLATE = "meetings/minutes_form.html"


@only(can_coordinate, about=Meeting)
def minutes_edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, minutes = _open(pk)
    if minutes.is_published:
        return _frozen(request, meeting)
    if request.method == "POST":
        return _save(request, meeting)
    text = minutes.text or services.proposed_text(meeting)
    form = MinutesForm(initial={"text": text, "lock_version": minutes.lock_version})
    context = {"nav": "meetings", "meeting": meeting, "form": form, "proposed": not minutes.text}
    return render(request, TEMPLATE, context)


def _save(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MinutesForm(request.POST)
    context = {"nav": "meetings", "meeting": meeting, "form": form}
    if not form.is_valid():
        return render(request, TEMPLATE, context)
    text = form.cleaned_data["text"]
    try:
        services.save_minutes(meeting, text, form.cleaned_data["lock_version"], actor=request.user)
    except StaleText as stale:
        mine = MinutesForm(initial={"text": text, "lock_version": stale.current.lock_version})
        return render(request, TEMPLATE, context | {"form": mine, "theirs": stale.current}, status=409)
    except AlreadyPublished:
        return render(request, TEMPLATE, context | {"too_late": True}, status=409)
    messages.success(request, _("The minutes are saved as a draft."))
    return redirect(f"{meeting.get_absolute_url()}#minutes")


@only(can_coordinate, about=Meeting)
@require_POST
def minutes_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it would look, above the text itself; saves nothing."""
    meeting, minutes = _open(pk)
    form = MinutesForm(request.POST)
    shown = to_html(form.cleaned_data["text"]) if form.is_valid() else None
    context = {"nav": "meetings", "meeting": meeting, "form": form, "preview": shown, "too_late": minutes.is_published}
    return render(request, TEMPLATE, context)


@only(can_coordinate, about=Meeting)
def minutes_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked by GET: what will happen, and to how many. Done by POST."""
    meeting, minutes = _open(pk)
    if minutes.is_published:
        return _frozen(request, meeting)
    if request.method == "POST":
        return _publish(request, meeting, minutes)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "minutes": minutes,
        "form": PublishForm(initial={"lock_version": minutes.lock_version}),
        "told": len(services.to_be_told(meeting)),
        "unreachable": services.without_address(meeting),
    }
    return render(request, "meetings/minutes_publish.html", context)


def _publish(request: HttpRequest, meeting: Meeting, minutes: Minutes) -> HttpResponse:
    form = PublishForm(request.POST)
    try:
        told = services.publish_minutes(
            minutes, form.cleaned_data["lock_version"] if form.is_valid() else -1, actor=request.user
        )
    except AlreadyPublished:
        return _frozen(request, meeting)
    except NothingWritten:
        messages.warning(request, _("There is nothing to publish yet: write and save the minutes first."))
        return redirect("meetings:minutes_edit", meeting.pk)
    except StaleText:
        messages.warning(request, _("The text changed while you were reading it. Read it again before publishing."))
        return redirect("meetings:minutes_publish", meeting.pk)
    said = ngettext(
        "The minutes are published; %(n)s person is told.", "The minutes are published; %(n)s persons are told.", told
    )
    messages.success(request, said % {"n": told})
    return redirect(meeting)


def _open(pk: int) -> tuple[Meeting, Minutes]:
    """The meeting with its minutes; an unsaved, empty draft where there are none yet."""
    meeting = get_object_or_404(Meeting.objects.select_related("body", "minutes"), pk=pk)
    return meeting, getattr(meeting, "minutes", None) or Minutes(meeting=meeting)


def _frozen(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    messages.warning(request, _("These minutes are published: their text can't be changed any more."))
    return redirect(meeting)
