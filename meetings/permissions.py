from meetings.models import Agreement, Attendance, Meeting
from members.models import roles_of
from members.permissions import can_coordinate


def sees_place(user, meeting: Meeting) -> bool:
    """Where it is and who comes: the invited persons, and the secretariat. A body's other members don't learn it."""
    roles = roles_of(user)
    if roles.sees_everything:
        return True
    person = roles.person_id
    return person is not None and Attendance.objects.filter(meeting=meeting, person=person).exists()


def can_report(user, agreement: Agreement) -> bool:
    """Progress is told by the organization that owes it, or by the secretariat."""
    return can_coordinate(user) or agreement.owner_id in roles_of(user).organization_ids


def sees_draft_minutes(user) -> bool:
    return can_coordinate(user)
