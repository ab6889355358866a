"""The page from which a meeting is run. Each act is a form; a device without a connection keeps them and sends them
later to meeting_sync, in order."""

import json
from dataclasses import asdict

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.forms.attendance import TAPS
from meetings.forms.run import ActForm, CameForm, TakeDownForm
from meetings.models import Agreement, Attendance, Meeting
from meetings.presentation.facts import turnout
from meetings.presentation.run import items_of, people_of
from meetings.services import closing
from meetings.services.errors import Refused
from meetings.services.run import DONE, REFUSED, Said, moment, once
from meetings.services.running import require_running, why_not
from meetings.views.run_acts import carry_out, numbered
from members.permissions import can_coordinate
from members.views.gates import only

AT_ONCE = 100
LARGEST = 2_000_000


@only(can_coordinate, about=Meeting)
def meeting_run(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(_meetings(), pk=pk)
    if request.method != "POST":
        return _page(request, meeting)
    said = carry_out(meeting, request.POST, moment(meeting, None), actor=request.user)
    if said.state == DONE:
        messages.success(request, said.words or _("Saved."))
        return redirect(f"{reverse('meetings:meeting_run', args=[pk])}#{_where(request.POST)}")
    messages.warning(request, said.words)
    return _page(request, get_object_or_404(_meetings(), pk=pk), request.POST, said)


def _where(posted: QueryDict) -> str:
    """The part of the page that the reader was at."""
    if posted.get("act") == "agreement":
        return "take-down"
    return f"item-{numbered(posted, 'item')}" if posted.get("item") else "attendance"


def _meetings() -> QuerySet:
    rows = Attendance.objects.select_related("person", "organization").with_absences()
    agreements = Agreement.objects.select_related("owner").order_by("sequence")
    parts = (Prefetch("attendances", rows), Prefetch("agreements", agreements), "agenda")
    return Meeting.objects.select_related("body").with_body_members().prefetch_related(*parts)


def _page(request: HttpRequest, meeting: Meeting, posted: QueryDict | None = None, said: Said | None = None):
    """`posted`: what was typed and could not be saved; nothing of it is lost."""
    items, loose = items_of(meeting)
    act = posted.get("act") if posted else None
    on = next((item.pk for item in items if item.is_on), None)
    under = request.GET.get("under", on)
    form = TakeDownForm(posted if act == "agreement" else None, meeting=meeting, initial={"agenda_item": under})
    form.offer(meeting)
    for item in items:
        item.typed = item.notes
        if act == "notes" and numbered(posted, "item") == item.pk:
            item.typed, item.theirs = posted.get("text", ""), said.theirs or item.notes
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "items": items,
        "came": _came(posted if act == "came" else None, said),
        "capacities": Attendance.Capacity.choices,
        "loose": loose,
        "people": people_of(meeting),
        "taps": TAPS,
        "facts": turnout(
            meeting.attendances.all(), meeting.body, now=not meeting.closed_at, members=meeting.body_members
        ),
        "refused": why_not(require_running, meeting),
        "form": form,
        "lacking": sum(one.lacks for one in meeting.agreements.all()),
    }
    return render(request, "meetings/meeting_run.html", context, status=409 if said and said.state != REFUSED else 200)


def _came(posted: QueryDict | None, said: Said | None) -> CameForm:
    form = CameForm(posted, choices=said.choices if said else (), auto_id="came-%s")
    if posted and said and form.is_valid():
        form.add_error(None, said.words)
        form.fields["who"].required = bool(said.choices)  # from now on somebody has to say it
    return form


@only(can_coordinate, about=Meeting)
@require_POST
def meeting_sync(request: HttpRequest, pk: int) -> HttpResponse:
    """{"acts": [{"uid", "at", "fields": {…}}]} in the order in which they were done; the same of their outcomes."""
    meeting = get_object_or_404(Meeting, pk=pk)
    acts = _acts(request)
    if acts is None:
        return JsonResponse({"error": _("This is no list of acts.")}, status=400)
    return JsonResponse({"acts": [_taken(meeting, form, fields, request.user) for form, fields in acts]})


def _acts(request: HttpRequest) -> list[tuple[ActForm, QueryDict]] | None:
    """None where it isn't such a list: nothing of it is carried out then."""
    try:
        sent = json.loads(request.body[: LARGEST + 1])["acts"]
        acts = [(ActForm({"uid": one["uid"], "at": one.get("at")}), _fields(one["fields"])) for one in sent]
    except (RawPostDataException, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    whole = len(acts) <= AT_ONCE and all(form.is_valid() for form, fields in acts)
    return acts if whole else None


def _fields(sent: dict) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, value in sent.items():
        posted[str(name)] = str(value)
    return posted


def _taken(meeting: Meeting, form: ActForm, fields: QueryDict, actor) -> dict:
    uid, at = form.cleaned_data["uid"], moment(meeting, form.cleaned_data["at"])
    said = once(uid, meeting, lambda: carry_out(meeting, fields, at, actor=actor), actor=actor)
    return {"uid": str(uid), **asdict(said)}


@only(can_coordinate, about=Meeting)
def meeting_close(request: HttpRequest, pk: int) -> HttpResponse:
    """What closing means, then it happens."""
    meeting = get_object_or_404(_meetings(), pk=pk)
    status = 200
    if request.method == "POST":
        try:
            closing.close(meeting, actor=request.user)
        except Refused as refused:
            messages.warning(request, refused.words)
            status = 409
        else:
            messages.success(
                request, _("The meeting is closed. What was taken down waits in the draft of the minutes.")
            )
            return redirect(meeting)
    rows = list(meeting.attendances.all())
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "unmarked": [row for row in rows if row.status == Attendance.Status.INVITED],
        "lacking": [one for one in meeting.agreements.all() if one.lacks],
        "facts": turnout(rows, meeting.body, members=meeting.body_members),
        "refused": why_not(closing.require_closable, meeting),
    }
    return render(request, "meetings/meeting_close.html", context, status=status)


@only(can_coordinate, about=Meeting)
@require_POST
def meeting_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        closing.reopen(get_object_or_404(Meeting, pk=pk), actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
    return redirect("meetings:meeting_run", pk)
