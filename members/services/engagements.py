"""Approaches to stakeholders, and the steps that follow from them."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Engagement, EngagementPerson, EngagementStep, Mandate, Person, User
from members.permissions import can_coordinate, can_finish_step

Side = EngagementPerson.Side


class Changed(Exception):
    """Somebody else saved it in the meantime; `current` is what stands now."""

    def __init__(self, current: Engagement):
        super().__init__()
        self.current = current


@transaction.atomic
def record_engagement(
    engagement: Engagement,
    *,
    ours: Iterable[Person],
    theirs: Iterable[Person],
    step: EngagementStep | None = None,
    actor: User,
) -> Engagement:
    """A new approach with who took part, and its next step if it has one. People without pk enter the directory."""
    if not can_coordinate(actor):
        raise PermissionDenied
    _check(engagement)
    engagement.save()
    _name_people(engagement, ours, theirs)
    if step is not None:
        step.engagement = engagement
        add_step(step, actor=actor)
    return engagement


@transaction.atomic
def change_engagement(
    engagement: Engagement, *, ours: Iterable[Person], theirs: Iterable[Person], actor: User
) -> Engagement:
    """Raises Changed where its `lock_version` is no longer the one that stands."""
    if not can_coordinate(actor):
        raise PermissionDenied
    current = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    if current.lock_version != engagement.lock_version:
        raise Changed(current)
    _check(engagement)
    engagement.lock_version += 1
    engagement.save()
    _name_people(engagement, ours, theirs)
    return engagement


def add_step(step: EngagementStep, *, actor: User) -> EngagementStep:
    if not can_coordinate(actor):
        raise PermissionDenied
    _check_step(step)
    step.save()
    return step


@transaction.atomic
def change_step(step: EngagementStep, *, actor: User) -> EngagementStep:
    """Another day, another owner, other words. ValidationError where it is done already."""
    if not can_coordinate(actor):
        raise PermissionDenied
    _open(step)
    _check_step(step)
    step.save(update_fields=["text", "due_on", "owner"])
    return step


@transaction.atomic
def finish_step(step: EngagementStep, outcome: str, *, actor: User) -> EngagementStep:
    """By whoever owns it, or the secretariat. ValidationError where it is done already."""
    step = _open(step)
    if not can_finish_step(actor, step):
        raise PermissionDenied
    step.done_at, step.outcome = timezone.now(), outcome.strip()
    step.save(update_fields=["done_at", "outcome"])
    return step


def _open(step: EngagementStep) -> EngagementStep:
    """As it stands, locked."""
    current = EngagementStep.objects.select_for_update(of=("self",)).select_related("engagement").get(pk=step.pk)
    if current.done_at is not None:
        raise ValidationError(_("This step is done already: nothing was changed."))
    return current


def _check(engagement: Engagement) -> None:
    if engagement.on > timezone.localdate():
        raise ValidationError({"on": _("Choose today or an earlier day: what lies ahead is a next step.")})


def _check_step(step: EngagementStep) -> None:
    if step.due_on < step.engagement.on:
        raise ValidationError({"due_on": _("Choose the day of the approach or a later one.")})
    if not Person.objects.speaking_for_members().filter(pk=step.owner_id).exists():
        raise ValidationError({"owner": _("Choose somebody who represents a member of the alliance today.")})


def _name_people(engagement: Engagement, ours: Iterable[Person], theirs: Iterable[Person]) -> None:
    """Writes who took part, and takes out who didn't; somebody who stays keeps the organization noted before."""
    ours = list(ours)
    theirs = [person for person in theirs if person not in ours]
    for person in theirs:
        if person.pk is None:
            person.save()
    sides = {person.pk: Side.THEIRS for person in theirs} | {person.pk: Side.OURS for person in ours}
    engagement.taking_part.exclude(person__in=sides).delete()
    noted = set(engagement.taking_part.values_list("person", flat=True))
    spoke_for = _spoke_for([person.pk for person in ours], engagement.on)
    for person in (*ours, *theirs):
        if person.pk not in noted:
            theirs_or_ours = spoke_for.get(person.pk, person.organization_id)
            EngagementPerson.objects.create(
                engagement=engagement, person=person, organization_id=theirs_or_ours, side=sides[person.pk]
            )


def _spoke_for(people: list[int], day: datetime.date) -> dict[int, int]:
    """{person: organization} by the mandates of that day; somebody with several, by the one that began last."""
    held = Mandate.objects.current(day).filter(person__in=people, organization__kind="member_cso")
    return dict(held.order_by("starts_on", "pk").values_list("person", "organization"))
