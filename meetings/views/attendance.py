from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.forms.attendance import AttendanceForm, InviteForm
from meetings.models import Attendance, Meeting
from meetings.services import attendance as services
from meetings.services.errors import AlreadyInvited, Refused
from meetings.services.uninviting import uninvite
from members.models import Person
from members.permissions import can_coordinate
from members.views.gates import only

OFFERED = 25


@only(can_coordinate, about=Meeting)
def attendance_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One person more: found by name, then with the organization represented."""
    meeting = get_object_or_404(Meeting.objects.select_related("body"), pk=pk)
    words = request.GET.get("q", "").replace("\x00", "").strip()
    form = InviteForm(request.POST or None, offered=offered(meeting, words))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            row = services.invite_person(
                meeting, chosen["person"], chosen["organization"], chosen["capacity"], actor=request.user
            )
        except AlreadyInvited:
            form.add_error("person", _("This person is already invited."))
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("%s is invited.") % row.person.name)
            return redirect("meetings:meeting_run", meeting.pk)
    context = {"nav": "meetings", "meeting": meeting, "form": form, "words": words}
    return render(request, "meetings/attendance_form.html", context)


@only(can_coordinate)
def attendance_update(request: HttpRequest, pk: int) -> HttpResponse:
    """In whose name somebody was there, as what, and from when to when."""
    row = get_object_or_404(Attendance.objects.select_related("meeting", "person"), pk=pk)
    form = AttendanceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(form.instance, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('meetings:meeting_run', args=[row.meeting_id])}#p{row.pk}")
    context = {"nav": "meetings", "meeting": row.meeting, "form": form, "row": row}
    return render(request, "meetings/attendance_update.html", context)


@only(can_coordinate)
def attendance_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an invitation back. GET says what will happen."""
    row = get_object_or_404(Attendance.objects.select_related("meeting", "person", "organization"), pk=pk)
    if request.method == "POST":
        try:
            told = uninvite(row, actor=request.user)
        except Refused as refused:
            messages.warning(request, refused.words)
        else:
            words = _("%s is no longer invited, and is told by mail.") if told else _("%s is no longer invited.")
            messages.success(request, words % row.person.name)
        return redirect(row.meeting)
    context = {"nav": "meetings", "meeting": row.meeting, "row": row, "to_come": row.meeting.starts_at > timezone.now()}
    return render(request, "meetings/attendance_confirm_delete.html", context)


def offered(meeting: Meeting, words: str) -> list[Person]:
    """Found by name, else the people of the body's organizations; without those already invited."""
    people = Person.objects.select_related("organization").exclude(attendances__meeting=meeting)
    found = people.search(words) if words else people.filter(organization__bodies=meeting.body_id)
    return list(found.order_by("organization__sort_key", "sort_key", "pk")[:OFFERED])
