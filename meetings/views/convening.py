from allauth.core.ratelimit import consume
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from meetings.forms.convening import AnswerForm, CancelForm, SeriesForm
from meetings.models import Attendance, Meeting
from meetings.services import answers, convening, series
from meetings.services.errors import NumberTaken, Refused, TooMany
from members.models import roles_of
from members.permissions import can_coordinate
from members.views.gates import inside, only

NAV = {"nav": "meetings"}


@only(can_coordinate, about=Meeting)
def meeting_convene(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says who gets it, POST sends it."""
    meeting = _found(request, pk)
    if request.method != "POST":
        rows = meeting.attendances.select_related("person", "organization")
        context = NAV | {"meeting": meeting, "rows": rows, "unreachable": [r for r in rows if not r.person.email]}
        return render(request, "meetings/meeting_convene.html", context)
    return _told(request, meeting, convening.convene)


@only(can_coordinate, about=Meeting)
def series_convene(request: HttpRequest, pk: int) -> HttpResponse:
    """All drafts of the meeting's series. GET says what will happen and to how many."""
    meeting = _found(request, pk)
    if request.method == "POST":
        try:
            made, told = series.convene_all(meeting, actor=request.user)
        except Refused as refused:
            messages.warning(request, refused.words)
        else:
            said = ngettext("%(n)s meeting is convened", "%(n)s meetings are convened", made) % {"n": made}
            mails = ngettext("%(n)s mail leaves.", "%(n)s mails leave.", told) % {"n": told}
            messages.success(request, f"{said}; {mails}")
        return redirect(meeting)
    drafts = series.drafts_of(meeting).annotate(invited=Count("attendances"))
    return render(request, "meetings/series_convene.html", NAV | {"meeting": meeting, "drafts": drafts})


@only(can_coordinate, about=Meeting)
@require_POST
def meeting_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed, now instead of when it has rested."""
    return _told(request, _found(request, pk), convening.tell_changes)


@only(can_coordinate, about=Meeting)
@require_POST
def meeting_remind(request: HttpRequest, pk: int) -> HttpResponse:
    return _told(request, _found(request, pk), convening.remind)


@only(can_coordinate, about=Meeting)
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _found(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _told(request, meeting, lambda one, actor: convening.cancel(one, reason, actor=actor))
    return render(request, "meetings/meeting_cancel.html", NAV | {"meeting": meeting, "form": form})


@only(can_coordinate, about=Meeting)
def meeting_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _found(request, pk)
    form = SeriesForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            made = series.repeat(meeting, form.cleaned_data["rule"], form.cleaned_data["until"], actor=request.user)
        except NumberTaken:
            form.add_error(None, _("Somebody made a meeting at the same moment. Try once more."))
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            n = len(made)
            said = ngettext("%(n)s draft was made.", "%(n)s drafts were made.", n) % {"n": n}
            messages.success(request, said if n else _("The series has these dates already: nothing was added."))
            return redirect(f"{meeting.get_absolute_url()}#series")
    return render(request, "meetings/meeting_repeat.html", NAV | {"meeting": meeting, "form": form})


@inside
@require_POST
def meeting_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader's own invitation."""
    meeting = _found(request, pk)
    row = get_object_or_404(meeting.attendances, person=roles_of(request.user).person_id)
    form = AnswerForm(request.POST)
    try:
        if form.is_valid():
            carry_out(request, row, form)
            messages.success(request, _("Thank you: your answer is noted."))
        else:
            messages.warning(request, _("Something is missing in your answer."))
    except Refused as refused:
        messages.warning(request, refused.words)
    return redirect(meeting)


def carry_out(request: HttpRequest, row: Attendance, form: AnswerForm) -> None:
    """Raises Refused; TooMany, for each substitute is a mail and maybe a person in the directory."""
    data = form.cleaned_data
    if data["said"] == answers.Answer.SUBSTITUTE:
        if not consume(request, action="substitute", key=str(row.pk)):
            raise TooMany
        answers.send_substitute(row, data["name"], data["email"])
    else:
        answers.answer(row, data["said"])


def _told(request: HttpRequest, meeting: Meeting, act) -> HttpResponse:
    try:
        n = act(meeting, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        said = ngettext("%(n)s person is told by mail.", "%(n)s persons are told by mail.", n) % {"n": n}
        messages.success(request, said if n else _("There was nobody to tell."))
    return redirect(meeting)


def _found(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("body"), pk=pk)
