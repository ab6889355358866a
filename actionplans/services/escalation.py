"""Activities that are late: their organization's principal on day 1, its others on day 7, the secretariat on day 14.
What nobody leads is the secretariat's from day 1.

Beat calls it once an hour; each step is taken once an activity, organization and due date, however often this runs.
After days without beat only the step that is due now is taken. What was late for more than thirty days when it was
first seen brings nobody a mail: the plan's page says it, and an old plan taken in from a file floods nobody.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import FilteredRelation, Q
from django.utils import timezone

from actionplans.models import (
    ActionPlan,
    Escalation,
    PlanItem,
    PlanVersion,
    ProgressReport,
    Responsibility,
    VersionItem,
)
from actionplans.services import notices
from actionplans.services.locks import lock_plan
from members import outbox
from members.models import Mandate, OutboxMail, Person, SecretariatTerm

ACTIVITY_OVERDUE = "activity_overdue"
OVERDUE_TO_SECRETARIAT = "overdue_to_secretariat"
Step = Escalation.Step
STEPS = (Step.SECRETARIAT, Step.ORGANIZATION, Step.PERSON)
LATEST = datetime.timedelta(days=30)


def escalate_due() -> None:
    today = timezone.localdate()
    for pk in PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).values_list("plan", flat=True):
        escalate(pk, today)


@dataclass(frozen=True)
class Late:
    """An activity, and one of those that lead it, by key and name; both empty where nobody does."""

    item: int
    title: str
    ends_on: datetime.date
    organization: int | None
    name: str = ""

    def due(self, today: datetime.date) -> list[int]:
        """The steps that are due, the last one first."""
        steps = STEPS if self.organization else (Step.PERSON,)
        return [step for step in steps if today >= self.ends_on + datetime.timedelta(days=step)]


@transaction.atomic
def escalate(plan_id: int, today: datetime.date) -> None:
    """One plan; its lock is what keeps two workers from taking the same step."""
    plan = lock_plan(plan_id)
    rows = Escalation.objects.filter(item__plan=plan_id)
    taken = set(rows.values_list("item", "organization", "due_on", "step"))
    told: dict[tuple[int, int | None], list[Late]] = defaultdict(list)
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
    rows = VersionItem.objects.filter(
        version__plan=plan_id,
        version__state=PlanVersion.State.PUBLISHED,
        item__kind=PlanItem.Kind.ACTIVITY,
        ends_on__lt=today,
        ends_on__gte=today - LATEST,
    )
    leading = FilteredRelation("responsibilities", condition=Q(responsibilities__role=Responsibility.Role.LEAD))
    reports = ProgressReport.objects.filter(item__plan=plan_id).exclude(status=ProgressReport.Status.RETURNED)
    # What waits for the secretariat counts for its author: the last word, not only the last accepted one.
    said: dict[tuple[int, int | None], str] = {
        (item, organization): state
        for item, organization, state in reports.order_by("created_at", "pk").values_list(
            "item", "organization", "state"
        )
    }
    # Who supports an activity that nobody leads may have said that it is done.
    for (item, _organization), state in list(said.items()):
        if state == ProgressReport.State.DONE:
            said[item, None] = state
    duties = rows.annotate(who_leads=leading).order_by("ends_on", "pk", "who_leads")
    found = [
        Late(item, title, ends_on, lead, name or "")
        for item, title, ends_on, lead, name in duties.values_list(
            "item", "title", "ends_on", "who_leads__organization", "who_leads__organization__name"
        )
        if ends_on
    ]
    return [late for late in found if said.get((late.item, late.organization)) != ProgressReport.State.DONE]


def _tell(plan: ActionPlan, told: dict[tuple[int, int | None], list[Late]], run: int) -> None:
    """One mail a person, with all that concerns them; `run` is this run's own number. To the secretariat in its own
    words: what is late, and whose it is."""
    letters: dict[str, list[outbox.Letter]] = defaultdict(list)
    for event in (ACTIVITY_OVERDUE, OVERDUE_TO_SECRETARIAT):
        by_person: dict[Person, list[Late]] = defaultdict(list)
        for (step, organization), late in told.items():
            if event == _event(step, organization):
                for person in _asked(step, organization):
                    by_person[person] += late
        for person, late in by_person.items():
            names_each = event == OVERDUE_TO_SECRETARIAT
            once = {(one.item, one.organization if names_each else None): one for one in late}.values()
            context = {"plan": plan, "texts": sorted(once, key=lambda one: (one.ends_on, one.item, one.name))}
            letters[event].append(outbox.Letter(f"{plan.pk}:{run}:{person.pk}", person, context, subject_id=plan.pk))
    for event, ready in letters.items():
        outbox.queue_many(event, ready)


def _event(step: int, organization: int | None) -> str:
    return OVERDUE_TO_SECRETARIAT if organization is None or step == Step.SECRETARIAT else ACTIVITY_OVERDUE


def _asked(step: int, organization: int | None) -> list[Person]:
    """Day 1: the principal, or the alternate where there is none; day 7: all others; day 14: the secretariat."""
    if organization is None or step == Step.SECRETARIAT:
        holders = SecretariatTerm.objects.current().values("organization")
        leading = Mandate.objects.current().filter(role=Mandate.Role.COORDINATOR, organization__in=holders)
        return list(Person.objects.filter(pk__in=leading.order_by().values("person")))
    speaks = Q(organization=organization) | Q(organization__merged=organization)
    mandates = list(Mandate.objects.current().filter(speaks).select_related("person"))
    first = next((one.person for role in notices.ANSWERING for one in mandates if one.role == role), None)
    if step == Step.PERSON:
        return [first] if first else []
    others = {one.person_id: one.person for one in mandates if first is None or one.person_id != first.pk}
    return list(others.values())


def plan_still_in_force(mail: OutboxMail) -> bool:
    in_force = PlanVersion.objects.filter(plan=mail.subject_id or 0, state=PlanVersion.State.PUBLISHED)
    return in_force.exists() and notices.still_represents(mail)
