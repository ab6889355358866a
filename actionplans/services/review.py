import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actionplans.content import build
from actionplans.models import Endorsement, PlanVersion, ReviewRound, VersionItem
from actionplans.permissions import require_writer, stance_organizations
from actionplans.services import notices, review_reminders
from actionplans.services.errors import (
    DeadlineInThePast,
    DeadlinePassed,
    EmptyPlan,
    NobodyAsked,
    NotInReview,
    NotLater,
    StatementNeeded,
)
from actionplans.services.locks import lock_draft, lock_plan, lock_version
from members.canonical import canonical, sha256
from members.models import Organization, User, roles_of


@transaction.atomic
def open_review(
    version: PlanVersion, organizations: Iterable[Organization], closes_at: datetime.datetime, *, actor: User
) -> PlanVersion:
    """Freeze the draft with its hash, and ask these member organizations until `closes_at`; one mail a representative.

    Raises NotADraft, EmptyPlan, NobodyAsked, DeadlineInThePast.
    """
    require_writer(actor)
    draft = lock_draft(version)
    asked = Organization.objects.active_members().filter(pk__in=[one.pk for one in organizations])
    if not asked.exists():
        raise NobodyAsked
    if closes_at <= timezone.now():
        raise DeadlineInThePast
    if not VersionItem.objects.filter(version=draft).exists():
        raise EmptyPlan
    draft.content = canonical(build(draft))
    draft.content_sha256 = sha256(draft.content)
    draft.state = PlanVersion.State.IN_REVIEW
    draft.save(update_fields=["content", "content_sha256", "state"])
    review = ReviewRound.objects.create(version=draft, closes_at=closes_at)
    review.organizations.set(asked)
    notices.tell(notices.REVIEW_OPENED, draft, notices.representatives(asked), review=review)
    return draft


@transaction.atomic
def extend_review(version: PlanVersion, closes_at: datetime.datetime, *, actor: User) -> PlanVersion:
    """More time to answer, also once it was over; those who have not answered get a mail. Raises NotInReview,
    DeadlineInThePast, NotLater."""
    require_writer(actor)
    current = lock_version(version)
    if current.state != PlanVersion.State.IN_REVIEW:
        raise NotInReview
    review = current.review
    if closes_at <= timezone.now():
        raise DeadlineInThePast
    if closes_at <= review.closes_at:
        raise NotLater
    review.closes_at = closes_at
    review.save(update_fields=["closes_at"])
    review_reminders.tell_of_extension(review)
    return current


@transaction.atomic
def withdraw_review(version: PlanVersion, reason: str = "", *, actor: User) -> PlanVersion:
    """Take the version back from review: it stays readable, and a new round begins with plans.new_version. Whoever was
    asked is told, with the reason where one is given. Raises NotInReview."""
    require_writer(actor)
    lock_plan(version.plan_id)
    current = lock_version(version)
    if current.state != PlanVersion.State.IN_REVIEW:
        raise NotInReview
    current.state = PlanVersion.State.WITHDRAWN
    current.save(update_fields=["state"])
    asked = current.review.organizations.all()
    silent = {person.pk for person in notices.representatives(review_reminders.silent(current.review))}
    for person in notices.representatives(asked):
        told = {"answered": person.pk not in silent, "reason": reason.strip()}
        notices.tell(notices.REVIEW_WITHDRAWN, current, [person], **told)
    return current


@transaction.atomic
def take_stance(
    version: PlanVersion, organization: Organization, stance: str, statement: str = "", *, actor: User
) -> Endorsement:
    """The organization's word on exactly this content; a later word is a new revision, the same word twice is one.

    Raises NotInReview, DeadlinePassed, StatementNeeded; PermissionDenied to whoever doesn't answer for it.
    """
    current = lock_version(version)
    if current.state != PlanVersion.State.IN_REVIEW:
        raise NotInReview
    if organization.pk not in stance_organizations(actor, current):
        raise PermissionDenied
    if timezone.now() >= current.review.closes_at:
        raise DeadlinePassed
    if stance in Endorsement.NEED_STATEMENT and not statement.strip():
        raise StatementNeeded
    said = Endorsement.objects.filter(version=current, organization=organization)
    last = said.latest().first()
    if last and (last.stance, last.statement) == (stance, statement.strip()):
        return last
    roles = roles_of(actor)
    return Endorsement.objects.create(
        version=current,
        content_sha256=current.content_sha256 or "",  # empty never: the state says that it is frozen
        organization=organization,
        person_id=roles.acting_person,
        capacity=roles.speaks_as.get(organization.pk, ""),
        stance=stance,
        statement=statement.strip(),
        revision=(said.aggregate(last=Max("revision"))["last"] or 0) + 1,
    )
