"""Commitments that come due: a week before and on the day to the person, a week late to the organization's others, two
weeks late to the secretariat. Beat calls it once an hour; each step is taken once, however often and whenever.

After days without beat only the step that is due now is taken, never those that it missed before it. What was late for
more than thirty days when first seen brings nobody a mail.
"""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from meetings.models import Agreement, AgreementReminder
from meetings.services.agreements import REPORTABLE, report_as
from meetings.services.answering import concerns, first_of, people_of, secretariat
from meetings.services.errors import Closed, LinkEnded
from members import outbox
from members.models import Person
from members.tokens import PLACEHOLDER, digest, token_for

DUE, LATE = "agreement_due", "agreement_late"
STEPS = (14, 7, 0, -7)
LATEST = datetime.timedelta(days=30)
LINK_LASTS = datetime.timedelta(days=60)
ANY = (Agreement.State.OPEN, *REPORTABLE)


def remind_due(today: datetime.date | None = None) -> None:
    today = today or timezone.localdate()
    near = Agreement.objects.open().filter(due_on__lte=today + datetime.timedelta(days=7), due_on__gte=today - LATEST)
    for pk in near.order_by("due_on", "pk").values_list("pk", flat=True):
        remind(pk, today)


@transaction.atomic
def remind(agreement_id: int, today: datetime.date) -> None:
    """One agreement; its lock keeps two workers from taking the same step."""
    agreement = (
        Agreement.objects.select_for_update(of=("self",)).select_related("meeting", "owner_person").get(pk=agreement_id)
    )
    if agreement.due_on is None or agreement.state not in (Agreement.State.OPEN, Agreement.State.IN_PROGRESS):
        return
    step = next((step for step in STEPS if today >= agreement.due_on + datetime.timedelta(days=step)), None)
    taken = AgreementReminder.objects.filter(agreement=agreement, due_on=agreement.due_on)
    if step is None or taken.filter(step__gte=step).exists():
        return
    letters = []
    for person in whom(agreement, step):
        uid = uuid.uuid4()
        AgreementReminder.objects.create(
            uid=uid,
            token_sha256=digest(token_for(uid)),
            agreement=agreement,
            person=person,
            due_on=agreement.due_on,
            step=step,
        )
        context = {"agreement": agreement, "token": PLACEHOLDER, "step": step}
        key = f"{agreement.pk}:{agreement.due_on:%Y%m%d}:{step}:{person.pk}"
        letters.append(outbox.Letter(key, person, context, subject_id=agreement.pk, link_uid=uid))
    outbox.queue_many(DUE if step <= 0 else LATE, letters)


def whom(agreement: Agreement, step: int) -> list[Person]:
    if step == max(STEPS):
        return sorted(secretariat(), key=lambda one: one.pk)
    first = first_of(agreement)
    if step <= 0:
        return [first] if first else []
    return [one for one in people_of(agreement.owner_id) if first is None or one.pk != first.pk]


def behind(token: str, *, reported: bool = False) -> AgreementReminder | None:
    """The reminder of a link that still opens: not too old, its person still of the organization (or of the
    secretariat), the agreement still open; `reported`: or closed by a report."""
    since = timezone.now() - LINK_LASTS
    found = (
        AgreementReminder.objects.select_related("agreement__meeting", "agreement__owner", "person")
        .filter(token_sha256=digest(token), created_at__gt=since)
        .first()
    )
    states = ANY if reported else (Agreement.State.OPEN, Agreement.State.IN_PROGRESS)
    if found is None or found.agreement.state not in states:
        return None
    return found if concerns(found.agreement, found.person) else None


@transaction.atomic
def report_by_link(token: str, state: str, words: str, evidence: str = "") -> Agreement:
    """The same report once more is the one that was made. Raises LinkEnded, Closed."""
    reminder = behind(token, reported=True)
    if reminder is None:
        raise LinkEnded
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=reminder.agreement_id)
    if state not in REPORTABLE:
        raise ValueError(state)
    said_by = f"{words.strip()}\n— {reminder.person.name}"
    if (current.state, current.progress) == (state, said_by):
        return current
    if current.state not in (Agreement.State.OPEN, Agreement.State.IN_PROGRESS):
        raise Closed
    return report_as(current, state, said_by, evidence)
