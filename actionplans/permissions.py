from django.core.exceptions import PermissionDenied

from actionplans.models import Comment, PlanVersion
from members.models import roles_of
from members.permissions import can_coordinate


def can_write(user) -> bool:
    """Plans are written, sent to review, published and shared by the secretariat."""
    return can_coordinate(user)


def require_writer(user) -> None:
    """Services ask once more: whoever calls them without a view meets the same refusal."""
    if not can_write(user):
        raise PermissionDenied


def can_comment(user, version: PlanVersion) -> bool:
    """Representatives and coordinators on what is in review; an administrator is not a party to it."""
    return roles_of(user).is_representative and version.state == PlanVersion.State.IN_REVIEW


def can_resolve(user, comment: Comment) -> bool:
    """The organization that made the remark, or a coordinator."""
    roles = roles_of(user)
    return roles.is_coordinator or comment.organization_id in roles.organization_ids


def stance_organizations(user, version: PlanVersion) -> frozenset[int]:
    """The asked organizations in whose name this account may take a stance on this version."""
    answers_for = roles_of(user).answers_for
    if not answers_for or version.state != PlanVersion.State.IN_REVIEW:
        return frozenset()
    return answers_for & frozenset(version.review.organizations.values_list("pk", flat=True))
