from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.forms.attendance_over_time import OverTimeForm
from meetings.models import Attendance, Meeting
from meetings.presentation.attendance_over_time import letters, strips
from members.permissions import can_coordinate
from members.views.gates import only

LAST = 12


@only(can_coordinate)
@require_safe
def attendance_over_time(request: HttpRequest) -> HttpResponse:
    """Of meetings whose attendance was taken: who only is invited hasn't missed anything yet."""
    form = OverTimeForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    taken = Attendance.objects.filter(meeting=OuterRef("pk")).exclude(status=Attendance.Status.INVITED)
    held = Meeting.objects.visible_to(request.user).exclude(state=Meeting.State.CANCELLED)
    meetings = held.filter(Exists(taken))
    if chosen.get("body"):
        meetings = meetings.filter(body=chosen["body"])
    if chosen.get("year"):
        meetings = meetings.filter(starts_at__year=chosen["year"])
    last = list(meetings.order_by("-starts_at", "-pk")[:LAST])[::-1]
    marks = Attendance.objects.filter(meeting__in=last).select_related("organization").order_by()
    legend = [(Attendance.Status(status).label, letter, status) for status, letter in letters().items()]
    context = {"nav": "meetings", "form": form, "meetings": last, "strips": strips(last, marks), "legend": legend}
    return render(request, "meetings/attendance_over_time.html", context)
