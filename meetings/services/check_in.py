"""At the door: who is invited scans the meeting's QR, and types the code of their invitation. Each code works once.

The address behind the QR says nothing of the meeting, and the code alone nothing of the person: both are needed.
"""

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from meetings.models import PRESENT, Attendance, Meeting
from meetings.services.errors import CodeUsed, DoorClosed, UnknownCode

DOOR = signing.Signer(salt="meetings.door")
DIGITS = 8


def door_of(meeting: Meeting) -> str:
    """What the QR's address ends in."""
    return DOOR.sign(str(meeting.pk))


def meeting_at(door: str) -> Meeting | None:
    """None where the address is altered."""
    try:
        return Meeting.objects.filter(pk=int(DOOR.unsign(door))).first()
    except (signing.BadSignature, ValueError):
        return None


def is_open(meeting: Meeting) -> bool:
    """From shortly before the meeting until it is closed."""
    convened = meeting.state == Meeting.State.CONVENED and meeting.closed_at is None
    return convened and meeting.during() is not None


def code_of(row: Attendance) -> str:
    """Eight digits, derived from the invitation under a key that isn't in the database."""
    number = int.from_bytes(salted_hmac("meetings.check_in", row.uid.bytes, algorithm="sha256").digest()[:8])
    return f"{number % 10**DIGITS:0{DIGITS}}"


@transaction.atomic
def check_in(meeting: Meeting, code: str) -> Attendance:
    """Present from now on. Raises DoorClosed, UnknownCode, CodeUsed."""
    current = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if not is_open(current):
        raise DoorClosed
    digits = "".join(filter(str.isdigit, code))
    rows = current.attendances.standing().select_for_update(of=("self",)).select_related("person").order_by("pk")
    found = [row for row in rows if constant_time_compare(code_of(row), digits)]
    if len(found) != 1:  # of two persons with one code the secretariat marks both
        raise UnknownCode
    (row,) = found
    if row.checked_in_at:
        raise CodeUsed
    row.checked_in_at = now = timezone.now()
    if row.status not in PRESENT:
        row.status = Attendance.Status.PRESENT
    row.arrived_at = row.arrived_at or now
    row.save(update_fields=["checked_in_at", "status", "arrived_at"])
    return row
