from django.db import transaction
from django.utils import timezone

from meetings.models import Agreement, Attendance, Meeting
from meetings.permissions import require_coordinator
from meetings.services import proceedings
from meetings.services.assigning import tell_owners
from meetings.services.errors import AgreementsLack, AlreadyPublished, ClosedAlready, InReview, NotBegun, NotConvened
from meetings.services.follow_up import ensure_in_the_next
from members.models import User

Status = Attendance.Status


@transaction.atomic
def close(meeting: Meeting, *, actor: User) -> Meeting:
    """The meeting is over: whoever has no mark was absent, with an excuse if they had said so. What is open comes onto
    the next agenda, and commitments reach whoever answers for them.

    Raises NotConvened, NotBegun, ClosedAlready, and AgreementsLack while a commitment has nobody or no date.
    """
    require_coordinator(actor)
    # First its agreements, as whoever changes one does: what they take from it meanwhile is seen below.
    agreements = Agreement.objects.select_for_update(of=("self",)).filter(meeting=meeting.pk).order_by("pk")
    list(agreements)
    current = Meeting.objects.select_for_update().get(pk=meeting.pk)
    require_closable(current)
    if any(agreement.lacks for agreement in Agreement.objects.filter(meeting=current)):
        raise AgreementsLack
    unmarked = current.attendances.filter(status=Status.INVITED)
    excused = [Attendance.Answer.NO, Attendance.Answer.SUBSTITUTE]
    unmarked.filter(answer__in=excused).update(status=Status.EXCUSED)
    unmarked.filter(status=Status.INVITED).update(status=Status.UNEXCUSED)
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    ensure_in_the_next(current)
    tell_owners(agreements.select_related("meeting", "owner", "owner_person"))
    proceedings.ended(current, current.closed_at)
    return current


@transaction.atomic
def reopen(meeting: Meeting, *, actor: User) -> None:
    """It was closed too early. Marks stay as they are.

    Raises AlreadyPublished, and InReview: what was frozen stands.
    """
    require_coordinator(actor)
    current = Meeting.objects.select_for_update(of=("self",)).select_related("minutes").get(pk=meeting.pk)
    minutes = getattr(current, "minutes", None)
    if minutes and minutes.is_published:
        raise AlreadyPublished
    if minutes and not minutes.is_written:
        raise InReview
    current.closed_at = None
    current.save(update_fields=["closed_at"])


def require_closable(meeting: Meeting) -> None:
    """As far as the meeting itself goes. Raises NotConvened, NotBegun, ClosedAlready."""
    if meeting.state != Meeting.State.CONVENED:
        raise NotConvened
    if meeting.closed_at:
        raise ClosedAlready
    if meeting.starts_at > timezone.now():
        raise NotBegun
