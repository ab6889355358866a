"""The one thing that a coordinator would do next in a meeting."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from meetings.models import Attendance, Meeting, Minutes


@dataclass(frozen=True)
class Step:
    label: str
    url: str
    by_post: bool = False


def next_step(meeting: Meeting, minutes: Minutes | None) -> Step:
    """Agenda, invitations, attendance, agreements, minutes, plan: the first that is missing."""
    attendances = list(meeting.attendances.all())
    to_come = meeting.starts_at > timezone.now()
    if not attendances:
        return _step(gettext("Invite the body's representatives"), "meeting_invite", meeting, by_post=True)
    if to_come and not meeting.agenda.all():
        return _step(gettext("Write the agenda"), "agenda_create", meeting)
    if to_come and meeting.state == Meeting.State.DRAFT:
        return _step(gettext("Convene the meeting"), "meeting_convene", meeting)
    if to_come:
        return _step(gettext("Invite somebody else"), "attendance_add", meeting)
    if any(row.status == Attendance.Status.INVITED for row in attendances):
        return _step(gettext("Take attendance"), "meeting_run", meeting)
    if not meeting.agreements.all():
        return _step(gettext("Record an agreement"), "agreement_create", meeting)
    if minutes is None or not minutes.text.strip():
        return _step(gettext("Write the minutes"), "minutes_edit", meeting)
    if not minutes.is_published:
        return _step(gettext("Publish the minutes"), "minutes_publish", meeting)
    return Step(gettext("Take the agreements into a plan"), reverse("actionplans:plan_list"))


def _step(label: str, name: str, meeting: Meeting, by_post: bool = False) -> Step:
    return Step(label, reverse(f"meetings:{name}", args=[meeting.pk]), by_post)
