from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.forms.attendance import TAPS, InviteForm, read_marks
from meetings.models import Attendance, Meeting
from meetings.presentation.facts import turnout
from meetings.services import attendance as services
from meetings.services.errors import AlreadyInvited
from members.models import Person
from members.permissions import can_coordinate
from members.views.gates import only

OFFERED = 25


@only(can_coordinate, about=Meeting)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(_meetings(), pk=pk)
    if request.method == "POST":
        recorded = services.record(meeting, read_marks(meeting, request.POST), actor=request.user)
        _tell(request, recorded)
        return redirect("meetings:attendance", meeting.pk)
    rows = meeting.attendances.all()
    context = {"nav": "meetings", "meeting": meeting, "rows": rows, "taps": TAPS, "facts": turnout(rows, meeting.body)}
    return render(request, "meetings/attendance_list.html", context)


def _meetings() -> QuerySet:
    rows = Attendance.objects.select_related("person", "organization")
    return Meeting.objects.select_related("body").prefetch_related(Prefetch("attendances", rows))


def _tell(request: HttpRequest, recorded: services.Recorded) -> None:
    n = recorded.changed
    messages.success(request, ngettext("%(n)s mark was saved.", "%(n)s marks were saved.", n) % {"n": n})
    for row in recorded.overtaken:
        said = _(
            "Somebody else has just marked %(person)s as “%(mark)s”; that stands. Look again, and change it if needed."
        )
        messages.warning(request, said % {"person": row.person.name, "mark": row.get_status_display()})


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
        else:
            messages.success(request, _("%s is invited.") % row.person.name)
            return redirect("meetings:attendance", meeting.pk)
    context = {"nav": "meetings", "meeting": meeting, "form": form, "words": words}
    return render(request, "meetings/attendance_form.html", context)


def offered(meeting: Meeting, words: str) -> list[Person]:
    """Found by name, else the people of the body's organizations; without those already invited."""
    people = Person.objects.select_related("organization").exclude(attendances__meeting=meeting)
    found = people.search(words) if words else people.filter(organization__bodies=meeting.body_id)
    return list(found.order_by("organization__sort_key", "sort_key", "pk")[:OFFERED])
