import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from meetings.models import PRESENT, WITHOUT_MANDATE, Absence, Attendance, Meeting
from meetings.permissions import require_coordinator
from meetings.services.convening import invite_late
from meetings.services.errors import AlreadyInvited
from meetings.services.running import fresh, require_not_called_off, require_running
from members.models import Mandate, Organization, Person, User, still_in


@dataclass(frozen=True)
class Mark:
    """What one writer saw at a person (`before`) and chose (`after`); both are values of Attendance.Status, or both of
    Attendance.Capacity."""

    attendance_id: int
    before: str
    after: str


@dataclass
class Recorded:
    """`overtaken`: rows that somebody else changed meanwhile to something else; they keep that other mark."""

    changed: int = 0
    overtaken: list[Attendance] = field(default_factory=list)
    # Marked as somebody who speaks for an organization, and there is none.
    lacking: list[Attendance] = field(default_factory=list)


@transaction.atomic
def invite_body(meeting: Meeting, *, actor: User) -> int:
    """Invite who is principal representative of the body's organizations on that day; returns how many are new."""
    require_coordinator(actor)
    require_not_called_off(fresh(meeting))
    day = meeting.local_start.date()
    members = Organization.objects.filter(still_in(day), bodies=meeting.body_id)
    principals = Mandate.objects.current(day).filter(
        role=Mandate.Role.PRINCIPAL, organization__in=members.order_by().values("pk")
    )
    known = set(meeting.attendances.values_list("person_id", flat=True))
    new = {m.person_id: m.organization_id for m in principals.order_by("pk") if m.person_id not in known}
    rows = [Attendance(meeting=meeting, person_id=person, organization_id=org) for person, org in new.items()]
    Attendance.objects.bulk_create(rows, ignore_conflicts=True)
    for row in Attendance.objects.select_related("person").filter(meeting=meeting, person__in=new):
        invite_late(row)
    return len(rows)


def invite_person(
    meeting: Meeting, person: Person, organization: Organization | None, capacity: str, *, actor: User
) -> Attendance:
    """Raises AlreadyInvited, CalledOff."""
    require_coordinator(actor)
    require_not_called_off(fresh(meeting))
    try:
        with transaction.atomic():
            row = Attendance.objects.create(
                meeting=meeting, person=person, organization=organization, capacity=capacity
            )
            invite_late(row)
            return row
    except IntegrityError as error:
        raise AlreadyInvited from error


@transaction.atomic
def record(meeting: Meeting, marks: Iterable[Mark], *, at: datetime.datetime | None = None, actor: User) -> Recorded:
    """Of a Status, save only what this writer changed: a page opened long ago undoes nobody else's marks.

    While the meeting goes on, `at` (now, where it isn't given) is when those marked as present came.
    """
    require_coordinator(actor)
    require_running(fresh(meeting))
    wanted = {mark.attendance_id: mark for mark in marks if mark.after != mark.before}
    rows = meeting.attendances.select_for_update(of=("self",)).select_related("person").filter(pk__in=wanted)
    by_status: dict[str, list[int]] = defaultdict(list)
    recorded = Recorded()
    for row in rows:
        mark = wanted[row.pk]
        if row.status == mark.before:
            by_status[mark.after].append(row.pk)
        elif row.status != mark.after:
            recorded.overtaken.append(row)
    moment = meeting.during(at)
    for status, ids in by_status.items():
        arrived = Coalesce(F("arrived_at"), moment) if status in PRESENT and moment else F("arrived_at")
        times = {"arrived_at": arrived} if status in PRESENT else {"arrived_at": None, "left_at": None}
        recorded.changed += Attendance.objects.filter(pk__in=ids).update(status=status, **times)
    return recorded


@transaction.atomic
def speak_as(meeting: Meeting, marks: Iterable[Mark], *, actor: User) -> Recorded:
    """Of a Capacity, the same: what somebody else has changed meanwhile stands."""
    require_coordinator(actor)
    require_running(fresh(meeting))
    wanted = {mark.attendance_id: mark for mark in marks if mark.after != mark.before}
    rows = meeting.attendances.select_for_update(of=("self",)).select_related("person").filter(pk__in=wanted)
    recorded = Recorded()
    for row in rows:
        mark = wanted[row.pk]
        if row.capacity not in (mark.before, mark.after):
            recorded.overtaken.append(row)
        elif lacks_organization(mark.after, row.organization_id):
            recorded.lacking.append(row)
        elif row.capacity != mark.after:
            row.capacity = mark.after
            row.save(update_fields=["capacity"])
            recorded.changed += 1
    return recorded


def lacks_organization(capacity: str, organization: Organization | int | None) -> bool:
    """Guests and observers come for themselves; all others speak for an organization."""
    return capacity not in WITHOUT_MANDATE and organization is None


def own_organization(person: Person) -> Organization | None:
    """The one that the person holds a mandate in, else the one it belongs to."""
    mandate = Mandate.objects.current().filter(person=person).select_related("organization").order_by("pk").first()
    return mandate.organization if mandate else person.organization


@transaction.atomic
def leave(meeting: Meeting, attendance_id: int, *, at: datetime.datetime | None = None, actor: User) -> bool:
    """This person went away before the end, at this moment; False where nobody of that key was there then."""
    require_coordinator(actor)
    require_running(fresh(meeting))
    there = meeting.attendances.filter(pk=attendance_id, status__in=PRESENT, left_at=None)
    moment = at or timezone.now()
    not_since = ~Q(absences__back_at__gt=moment)
    return bool(
        Attendance.objects.filter(
            pk__in=there.filter(Q(arrived_at=None) | Q(arrived_at__lte=moment)).filter(not_since).values("pk")
        ).update(left_at=moment)
    )


@transaction.atomic
def come_back(meeting: Meeting, attendance_id: int, *, at: datetime.datetime | None = None, actor: User) -> bool:
    """The absence stays on record; False where nobody of that key was away then."""
    require_coordinator(actor)
    require_running(fresh(meeting))
    moment = at or timezone.now()
    gone = meeting.attendances.filter(pk=attendance_id, status__in=PRESENT, left_at__lte=moment)
    row = gone.select_for_update(of=("self",)).first()
    if row is None or row.left_at is None:
        return False
    Absence.objects.create(attendance=row, left_at=row.left_at, back_at=moment)
    row.left_at = None
    row.save(update_fields=["left_at"])
    return True


@transaction.atomic
def correct(row: Attendance, *, actor: User) -> Attendance:
    """In whose name, as what, from when to when: as the form that changed `row` has read it."""
    require_coordinator(actor)
    require_running(fresh(row.meeting))
    if row.status not in PRESENT:
        row.arrived_at = row.left_at = None
    row.save(update_fields=["status", "capacity", "organization", "arrived_at", "left_at"])
    return row
