from django.db import transaction
from django.utils import timezone

from actionplans.models import PlanVersion
from actionplans.permissions import require_writer
from actionplans.services import notices
from actionplans.services.errors import AlreadyPublished, NotInReview
from actionplans.services.locks import lock_plan, lock_version
from actionplans.services.rules import require_rule
from members.models import Organization, Person, User


@transaction.atomic
def publish(version: PlanVersion, *, actor: User) -> PlanVersion:
    """Put the reviewed version in force, the former one out of it, and tell every member's representatives.

    Two at once: the second waits for the plan, and gets AlreadyPublished. Otherwise raises NotInReview,
    RuleNotMet.
    """
    require_writer(actor)
    plan = lock_plan(version.plan_id)
    current = lock_version(version)
    if current.state == PlanVersion.State.PUBLISHED:
        raise AlreadyPublished
    if current.state != PlanVersion.State.IN_REVIEW:
        raise NotInReview
    require_rule(current)
    # Before, not after: the index that allows one published version a plan is checked row by row.
    in_force = PlanVersion.objects.filter(plan=plan, state=PlanVersion.State.PUBLISHED)
    in_force.update(state=PlanVersion.State.SUPERSEDED)
    current.state = PlanVersion.State.PUBLISHED
    current.published_at, current.published_by = timezone.now(), actor
    current.save(update_fields=["state", "published_at", "published_by"])
    notices.tell(notices.VERSION_PUBLISHED, current, to_be_told())
    return current


def to_be_told() -> list[Person]:
    return notices.representatives(Organization.objects.active_members())
