from django.contrib import messages
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import CreateView

from meetings.forms.meetings import MeetingForm, NewMeetingForm
from meetings.models import Agreement, Attendance, Meeting, Minutes, SwotItem
from meetings.permissions import sees_draft_minutes, sees_place
from meetings.presentation import ical
from meetings.presentation.facts import coming, overrun, turnout
from meetings.presentation.next_step import next_step
from meetings.presentation.swot import quadrants
from meetings.services import attendance
from meetings.services import meetings as services
from meetings.services.convening import silent, with_told
from meetings.services.errors import NumberTaken, Refused
from meetings.services.follow_up import open_before
from meetings.services.running import require_editable, why_not
from meetings.services.series import drafts_of
from members.models import roles_of
from members.paging import keyset_page
from members.permissions import can_coordinate
from members.views.gates import inside, only

SOON = 20  # upcoming meetings shown above the past ones


@inside
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """What is to come, soonest first; then the past, newest first, page by page."""
    visible = with_open_agreements(Meeting.objects.visible_to(request.user).select_related("body"))
    after = request.GET.get("after")
    past = visible.filter(starts_at__lt=timezone.now())
    context = {
        "nav": "meetings",
        "upcoming": [] if after else visible.upcoming()[:SOON],
        "page": keyset_page(past, order=("-starts_at", "-pk"), after=after, size=50),
        "can_convene": can_coordinate(request.user),
    }
    return render(request, "meetings/meeting_list.html", context)


def with_open_agreements(meetings: QuerySet) -> QuerySet:
    """Adds `open_agreements` to every row, in the same query."""
    still_open = Agreement.objects.open().filter(meeting=OuterRef("pk")).order_by().values("meeting")
    counted = Subquery(still_open.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return meetings.annotate(open_agreements=Coalesce(counted, 0))


@inside
@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    whole = Meeting.objects.visible_to(request.user).select_related("body", "minutes__current").with_body_members()
    meeting = get_object_or_404(whole.prefetch_related(*parts()), pk=pk)
    may_coordinate = can_coordinate(request.user)
    minutes = getattr(meeting, "minutes", None)
    rows = list(meeting.attendances.all())
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "to_come": is_to_come(meeting),
        "own": next((row for row in rows if row.person_id == roles_of(request.user).person_id), None),
        "overrun": overrun(meeting),
        "follow_up": open_before(meeting) if any(one.is_follow_up for one in meeting.agenda.all()) else (),
        "coming": coming(rows),
        "silent": silent(rows) if may_coordinate and is_to_come(meeting) else None,
        "siblings": siblings(meeting, request.user),
        "drafts": drafts_of(meeting).count() if may_coordinate and meeting.series_id else 0,
        "may_edit": may_coordinate and is_open(meeting),
        "changed": may_coordinate and meeting.told_sha256 != ical.digest(meeting),
        "facts": turnout(rows, meeting.body, members=meeting.body_members),
        "minutes": minutes,
        "minutes_text": _readable(minutes, request.user),
        "quadrants": quadrants(meeting.swot_items.all()),
        "sees_place": sees_place(request.user, meeting),
        "can_coordinate": may_coordinate,
        "step": next_step(meeting, minutes) if may_coordinate and meeting.state != Meeting.State.CANCELLED else None,
    }
    return render(request, "meetings/meeting_detail.html", context)


def is_to_come(meeting: Meeting) -> bool:
    return meeting.starts_at > timezone.now()


def is_open(meeting: Meeting) -> bool:
    return meeting.state != Meeting.State.CANCELLED and meeting.closed_at is None


def siblings(meeting: Meeting, user) -> QuerySet[Meeting] | tuple:
    """The meetings of its series that the reader may see, itself among them."""
    if meeting.series_id is None:
        return ()
    return Meeting.objects.visible_to(user).filter(series=meeting.series_id).order_by("starts_at", "pk")


def _readable(minutes: Minutes | None, user) -> str:
    """The text that is in force; to its writers, the one that is being written."""
    if minutes is None:
        return ""
    return minutes.text if sees_draft_minutes(user) else minutes.published_text


def parts() -> tuple:
    return (
        Prefetch("attendances", with_told(Attendance.objects.select_related("person", "organization"))),
        Prefetch("agreements", Agreement.objects.select_related("owner").order_by("sequence")),
        Prefetch("swot_items", SwotItem.objects.select_related("raised_by")),
        "agenda",
    )


@method_decorator(only(can_coordinate), name="dispatch")
class MeetingCreate(CreateView):
    model = Meeting
    form_class = NewMeetingForm
    extra_context = {"nav": "meetings"}

    def form_valid(self, form: NewMeetingForm) -> HttpResponse:
        invite = form.cleaned_data["invite"]
        try:
            meeting = services.create_meeting(form.instance, invite=invite, actor=self.request.user)
        except NumberTaken as taken:
            form.add_error("number", _("Somebody has just used this number; the next free one is %s.") % taken.free)
            return self.form_invalid(form)
        messages.success(self.request, _("Meeting %s is in the calendar.") % meeting.number)
        return redirect(meeting)


@only(can_coordinate, about=Meeting)
@transaction.atomic
def meeting_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Locked from reading to writing, so that the form knows what stands."""
    posted = request.method == "POST"
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True) if posted else Meeting.objects.all()
    meeting = get_object_or_404(rows.select_related("body"), pk=pk)
    form = MeetingForm(request.POST if posted else None, instance=meeting)
    refused = why_not(require_editable, meeting)
    if refused and not posted:
        messages.warning(request, refused)
        return redirect(meeting)
    if posted and form.is_valid() and not refused:
        form.save()
        return redirect(meeting)
    if posted and refused:
        form.add_error(None, refused)
    context = {"nav": "meetings", "form": form, "meeting": meeting}
    return render(request, "meetings/meeting_form.html", context, status=409 if refused else 200)


@only(can_coordinate, about=Meeting)
@require_POST
def meeting_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite the body's current principals, those who aren't yet."""
    meeting = get_object_or_404(Meeting, pk=pk)
    try:
        new = attendance.invite_body(meeting, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        said = ngettext("%(n)s person was invited.", "%(n)s persons were invited.", new) % {"n": new}
        messages.success(request, said)
    return redirect(meeting)
