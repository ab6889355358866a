"""The one thing that a coordinator would do next in a meeting."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from meetings.models import Attendance, Meeting, Minutes

OF_MINUTES = {
    Minutes.State.DRAFT: (gettext_lazy("Send the minutes to review"), "minutes_send"),
    Minutes.State.CORRECTING: (gettext_lazy("Send the minutes to review"), "minutes_send"),
    Minutes.State.IN_REVIEW: (gettext_lazy("See the review of the minutes"), "minutes_review"),
    Minutes.State.APPROVED: (gettext_lazy("Publish the minutes"), "minutes_publish"),
}


@dataclass(frozen=True)
class Step:
    label: str
    url: str
    by_post: bool = False


def next_step(meeting: Meeting, minutes: Minutes | None) -> Step:
    """Agenda, invitations, attendance, agreements, closing, minutes, plan: the first that is missing."""
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
    if meeting.state == Meeting.State.CONVENED and meeting.closed_at is None:
        return _step(gettext("Close the meeting"), "meeting_close", meeting)
    if minutes is None or not minutes.text.strip():
        return _step(gettext("Write the minutes"), "minutes_edit", meeting)
    if minutes.state in OF_MINUTES:
        label, name = OF_MINUTES[minutes.state]
        return _step(str(label), name, meeting)
    return Step(gettext("Take the agreements into a plan"), reverse("actionplans:plan_list"))


def _step(label: str, name: str, meeting: Meeting, by_post: bool = False) -> Step:
    return Step(label, reverse(f"meetings:{name}", args=[meeting.pk]), by_post)
