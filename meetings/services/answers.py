"""What an invited person answers: by the link in the mail, on the meeting's page, or from a calendar."""

import datetime

from django.db import transaction
from django.utils import timezone

from meetings.models import Attendance, Meeting
from meetings.services.convening import invite_late
from meetings.services.errors import NotConvened, OfAnother, Over, SubstituteNeeded
from meetings.services.uninviting import take_out
from members.models import Person

Answer = Attendance.Answer


@transaction.atomic
def answer(row: Attendance, said: str, *, at: datetime.datetime | None = None) -> Attendance:
    """Yes, no or perhaps, changeable until the meeting begins. `at`: when it was said, where that is known; an older
    word than the one that stands changes nothing, and no clock is ahead of ours. Raises NotConvened, Over."""
    current = _open(row)
    now = timezone.now()
    at = min(at or now, now)
    if current.answered_at and current.answered_at >= at:
        return current
    _withdraw_substitutes(current)
    current.answer, current.answered_at = said, at
    current.save(update_fields=["answer", "answered_at"])
    return current


@transaction.atomic
def send_substitute(row: Attendance, name: str, email: str) -> Attendance:
    """Somebody else of the same organization, who is invited in turn; returns their place. A person that the alliance
    knows there by that address is that person. Raises SubstituteNeeded, OfAnother, NotConvened, Over."""
    current = _open(row)
    if current.organization_id is None or not name.strip() or not email.strip():
        raise SubstituteNeeded
    if email.strip().casefold() == current.person.email.casefold():
        raise SubstituteNeeded
    of_that_address = Person.objects.filter(email__iexact=email.strip())
    known = of_that_address.filter(organization=current.organization_id).first()
    if known is None and of_that_address.exists():
        raise OfAnother
    person = known or Person.objects.create(
        name=name.strip(),
        email=email.strip(),
        organization_id=current.organization_id,
        language=current.person.language,
    )
    _withdraw_substitutes(current, but=person)
    place, is_new = Attendance.objects.get_or_create(
        meeting=current.meeting,
        person=person,
        defaults={
            "organization_id": current.organization_id,
            "capacity": Attendance.Capacity.ALTERNATE,
            "stands_in_for": current,
        },
    )
    current.answer, current.answered_at = Answer.SUBSTITUTE, timezone.now()
    current.save(update_fields=["answer", "answered_at"])
    if is_new:
        invite_late(place)
    return place


def _withdraw_substitutes(row: Attendance, but: Person | None = None) -> None:
    """Whoever was sent before and has not been marked at the meeting; their calendars are told."""
    sent = Attendance.objects.filter(stands_in_for=row, status=Attendance.Status.INVITED)
    for place in sent.exclude(person=but.pk if but else 0).select_related("person").order_by("pk"):
        take_out(place)


def _open(row: Attendance) -> Attendance:
    """Locked; the meeting's row first, as everywhere. Whose invitation was just taken back is convened no more."""
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=row.meeting_id)
    if meeting.state != Meeting.State.CONVENED:
        raise NotConvened
    if meeting.starts_at <= timezone.now():
        raise Over
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("person", "meeting")
    current = rows.filter(pk=row.pk).first()
    if current is None:
        raise NotConvened
    return current
