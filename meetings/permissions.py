from django.core.exceptions import PermissionDenied

from meetings.models import WITHOUT_MANDATE, Agreement, Meeting, MinutesVersion
from meetings.presentation.acta_content import Acta
from members.models import roles_of
from members.permissions import can_coordinate


def sees_place(user, meeting: Meeting) -> bool:
    """Where it is and who comes: the invited persons, and the secretariat. A body's other members don't learn it.

    Costs no query where the meeting's attendances are prefetched.
    """
    roles = roles_of(user)
    if roles.sees_everything:
        return True
    own = [row for row in meeting.attendances.all() if row.person_id == roles.person_id]
    if all(row.organization_id in roles.organization_ids or row.capacity in WITHOUT_MANDATE for row in own):
        return bool(own)
    return meeting.attendances.standing().filter(person=roles.person_id).exists()


def can_report(user, agreement: Agreement) -> bool:
    """Progress is told by the organization that owes it, or by the secretariat."""
    return can_coordinate(user) or agreement.owner_id in roles_of(user).organization_ids


def owns(user, agreement: Agreement) -> bool:
    """Who answers for the responsible organization, and the person that it named."""
    roles = roles_of(user)
    named = agreement.owner_person_id is not None and agreement.owner_person_id == roles.person_id
    return agreement.owner_id in roles.answers_for or (named and agreement.owner_id in roles.organization_ids)


def sees_draft_minutes(user) -> bool:
    return can_coordinate(user)


def comments_for(user, version: MinutesVersion) -> set[int]:
    """The user's organizations that were there: of them somebody may comment, if they see the version at all.

    Costs no query where the version's organizations are prefetched.
    """
    return _asked(version) & roles_of(user).organization_ids


def approves_for(user, version: MinutesVersion) -> set[int]:
    """Those in whose name the user may approve."""
    return _asked(version) & roles_of(user).answers_for


def _asked(version: MinutesVersion) -> set[int]:
    return {one.pk for one in version.organizations.all()}


def sees_names(user, acta: Acta) -> bool:
    """Who came and where it was: the secretariat, and whoever stands in this acta as invited."""
    roles = roles_of(user)
    return roles.sees_everything or any(one["person"] == roles.person_id for one in acta.content["attendance"])


def require_coordinator(user) -> None:
    """Services ask once more: whoever calls them without a view meets the same refusal."""
    if not can_coordinate(user):
        raise PermissionDenied
