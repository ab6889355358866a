"""Activities that are late: their organization's principal on day 1, its others on day 7, the secretariat on day 14.

Beat calls it once an hour; each step is taken once an activity, organization and due date, however often this runs.
After days without beat only the step that is due now is taken. What was late for more than thirty days when it was
first seen brings nobody a mail: the plan's page says it, and an old plan taken in from a file floods nobody.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actionplans.models import ActionPlan, Escalation, PlanItem, PlanVersion, ProgressReport, Responsibility
from actionplans.services import notices
from actionplans.services.locks import lock_plan
from members import outbox
from members.models import Mandate, OutboxMail, Person, SecretariatTerm

ACTIVITY_OVERDUE = "activity_overdue"
STEPS = (14, 7, 1)
LATEST = datetime.timedelta(days=30)


def escalate_due() -> None:
    today = timezone.localdate()
    for pk in PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).values_list("plan", flat=True):
        escalate(pk, today)


@dataclass(frozen=True)
class Late:
    """An activity, and one of those that lead it."""

    item: int
    title: str
    ends_on: datetime.date
    organization: int

    def due(self, today: datetime.date) -> list[int]:
        """The steps that are due, the last one first."""
        return [step for step in STEPS if today >= self.ends_on + datetime.timedelta(days=step)]


@transaction.atomic
def escalate(plan_id: int, today: datetime.date) -> None:
    """One plan; its lock is what keeps two workers from taking the same step."""
    plan = lock_plan(plan_id)
    rows = Escalation.objects.filter(item__plan=plan_id)
    taken = set(rows.values_list("item", "organization", "due_on", "step"))
    told: dict[tuple[int, int], list[Late]] = defaultdict(list)
    made = []
    for late in _late(plan_id, today):
        due = late.due(today)
        for step in due:
            if (late.item, late.organization, late.ends_on, step) in taken:
                break  # earlier steps are behind it
            made.append(_escalation(late, step, is_skipped=step != due[0]))
            if step == due[0]:
                told[step, late.organization].append(late)
    made = Escalation.objects.bulk_create(made)
    if told:
        _tell(plan, told, made[-1].pk)


def _escalation(late: Late, step: int, *, is_skipped: bool) -> Escalation:
    return Escalation(
        item_id=late.item,
        organization_id=late.organization,
        due_on=late.ends_on,
        step=step,
        is_skipped=is_skipped,
    )


def _late(plan_id: int, today: datetime.date) -> list[Late]:
    """What should be done by now, and nobody of those who lead it has said that it is."""
    rows = Responsibility.objects.filter(
        role=Responsibility.Role.LEAD,
        text__version__plan=plan_id,
        text__version__state=PlanVersion.State.PUBLISHED,
        text__item__kind=PlanItem.Kind.ACTIVITY,
        text__ends_on__lt=today,
        text__ends_on__gte=today - LATEST,
    )
    reports = ProgressReport.objects.filter(item__plan=plan_id).exclude(status=ProgressReport.Status.RETURNED)
    # What waits for the secretariat counts for its author: the last word, not only the last accepted one.
    said = {
        (item, organization): state
        for item, organization, state in reports.order_by("created_at", "pk").values_list(
            "item", "organization", "state"
        )
    }
    duties = rows.order_by("text__ends_on", "pk").values_list(
        "text__item", "text__title", "text__ends_on", "organization"
    )
    found = [Late(item, title, ends_on, lead) for item, title, ends_on, lead in duties if ends_on]
    return [late for late in found if said.get((late.item, late.organization)) != ProgressReport.State.DONE]


def _tell(plan: ActionPlan, told: dict[tuple[int, int], list[Late]], run: int) -> None:
    """One mail a person, with all that concerns them; `run` is this run's own number."""
    by_person: dict[int, list[Late]] = defaultdict(list)
    people: dict[int, Person] = {}
    for (step, organization), late in told.items():
        for person in _asked(step, organization):
            people[person.pk] = person
            by_person[person.pk] += late
    letters = []
    for pk, late in by_person.items():
        once = {one.item: one for one in late}.values()
        context = {"plan": plan, "texts": sorted(once, key=lambda one: (one.ends_on, one.item))}
        letters.append(outbox.Letter(f"{plan.pk}:{run}:{pk}", people[pk], context, subject_id=plan.pk))
    outbox.queue_many(ACTIVITY_OVERDUE, letters)


def _asked(step: int, organization: int) -> list[Person]:
    """Day 1: the principal, or the alternate where there is none; day 7: all others; day 14: the secretariat."""
    if step == max(STEPS):
        holders = SecretariatTerm.objects.current().values("organization")
        leading = Mandate.objects.current().filter(role=Mandate.Role.COORDINATOR, organization__in=holders)
        return list(Person.objects.filter(pk__in=leading.order_by().values("person")))
    speaks = Q(organization=organization) | Q(organization__merged=organization)
    mandates = list(Mandate.objects.current().filter(speaks).select_related("person"))
    first = next((one.person for role in notices.ANSWERING for one in mandates if one.role == role), None)
    if step == min(STEPS):
        return [first] if first else []
    others = {one.person_id: one.person for one in mandates if first is None or one.person_id != first.pk}
    return list(others.values())


def plan_still_in_force(mail: OutboxMail) -> bool:
    in_force = PlanVersion.objects.filter(plan=mail.subject_id or 0, state=PlanVersion.State.PUBLISHED)
    return in_force.exists() and notices.still_represents(mail)
