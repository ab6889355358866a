"""On the day on which a step is due its owner gets one mail; beat calls this once an hour."""

import datetime

from django.utils import timezone

from members import outbox
from members.models import EngagementStep, OutboxMail, Person

DUE = "step_due"
LATEST = datetime.timedelta(days=30)


def remind_due() -> None:
    """A step with a new day or a new owner is told of again. After days without beat it is late rather than never;
    what was late for more than thirty days when first seen brings nobody a mail."""
    today = timezone.localdate()
    due = EngagementStep.objects.open().filter(due_on__lte=today, due_on__gte=today - LATEST)
    spoken_to = Person.objects.speaking_for_members().order_by().values("pk")
    letters = [
        outbox.Letter(f"{step.pk}:{step.due_on}:{step.owner_id}", step.owner, {"step": step}, subject_id=step.pk)
        for step in due.filter(owner__in=spoken_to).select_related("owner")
    ]
    outbox.queue_many(DUE, letters)


def is_still_due(mail: OutboxMail) -> bool:
    """Asked just before the mail leaves: not done meanwhile, and nobody else's."""
    speaks = Person.objects.speaking_for_members().filter(pk=mail.person_id)
    step = EngagementStep.objects.open().filter(pk=mail.subject_id, owner=mail.person_id)
    return step.filter(due_on__lte=timezone.localdate()).exists() and speaks.exists()
