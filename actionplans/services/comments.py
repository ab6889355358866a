from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from actionplans.models import Comment, PlanItem, PlanVersion, VersionItem
from actionplans.permissions import can_comment, can_resolve
from actionplans.services.errors import ItemGone, NotInReview
from actionplans.services.locks import lock_version
from members.models import Organization, User, roles_of


@transaction.atomic
def add_comment(version: PlanVersion, item: PlanItem, organization: Organization, text: str, *, actor: User) -> Comment:
    """In the name of one of the author's organizations, on an item of a version in review.

    Raises NotInReview, ItemGone; PermissionDenied to whoever isn't of that organization.
    """
    current = lock_version(version)
    if current.state != PlanVersion.State.IN_REVIEW:
        raise NotInReview
    roles = roles_of(actor)
    if not can_comment(actor, current) or organization.pk not in roles.organization_ids:
        raise PermissionDenied
    if not VersionItem.objects.filter(version=current, item=item).exists():
        raise ItemGone
    return Comment.objects.create(
        item=item, version=current, author_id=roles.acting_person, organization=organization, text=text.strip()
    )


@transaction.atomic
def resolve_comment(comment: Comment, *, actor: User) -> Comment:
    """Marked as settled, with who did it; the second time changes nothing."""
    current = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if not can_resolve(actor, current):
        raise PermissionDenied
    if current.resolved_at is None:
        current.resolved_at, current.resolved_by_id = timezone.now(), roles_of(actor).person_id
        current.save(update_fields=["resolved_at", "resolved_by"])
    return current
