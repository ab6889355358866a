"""A wrong person was invited, or a substitute isn't needed: their calendar, and no other, loses the meeting."""

from django.db import transaction
from django.utils import timezone

from meetings.models import Attendance, Meeting
from meetings.permissions import require_coordinator
from meetings.services.convening import UNINVITED, tell
from meetings.services.errors import Marked
from members.models import OutboxMail, User


@transaction.atomic
def uninvite(row: Attendance, *, actor: User) -> int:
    """Returns how many were told: none of a draft, nor where somebody else has just done it. Raises Marked: who was
    there stays on record."""
    require_coordinator(actor)
    Meeting.objects.select_for_update(no_key=True).get(pk=row.meeting_id)
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("person")
    current = rows.filter(pk=row.pk).first()
    if current is None:
        return 0
    if current.status != Attendance.Status.INVITED or current.checked_in_at:
        raise Marked
    return take_out(current)


def take_out(row: Attendance) -> int:
    """With those that they had sent in turn; the meeting's row is locked first, as everywhere."""
    meeting = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("body").get(pk=row.meeting_id)
    told = 0
    sent = Attendance.objects.filter(stands_in_for=row, status=Attendance.Status.INVITED).select_related("person")
    for place in sent.order_by("pk"):
        told += take_out(place)
        meeting.refresh_from_db(fields=["sequence"])
    if meeting.state == Meeting.State.CONVENED and meeting.starts_at > timezone.now():
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])
        told += tell(UNINVITED, meeting, [row], cancelled=True)
    row.delete()
    return told


def still_uninvited(mail: OutboxMail) -> bool:
    """Just before sending: nobody has invited this person again."""
    return not Attendance.objects.filter(meeting=mail.subject_id, person=mail.person_id).exists()
