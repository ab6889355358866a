"""One mail a day instead of many: the notices of people who want a digest wait as held rows until it is gathered."""

from django.db import transaction
from django.utils import timezone

from members import events, outbox
from members.answers import UNSUBSCRIBED
from members.models import OutboxMail, Person

State = OutboxMail.State
AT_MOST = 50


def gather() -> int:
    """Make the digests whose hour has come, each in a transaction of its own; how many were made.

    Rows and digest change together, so a worker killed in between leaves them held for the next round.
    """
    due = OutboxMail.objects.held().filter(due_at__lte=timezone.now()).order_by()
    return sum(gather_for(pk) for pk in due.values_list("person_id", flat=True).distinct())


@transaction.atomic
def gather_for(person_id: int) -> bool:
    """One digest of what is held for this person, AT_MOST so many; False where another worker was quicker."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    held = OutboxMail.objects.held().filter(person=person).order_by("created_at", "pk")
    rows = list(held.select_for_update()[:AT_MOST])
    wanted = [] if person.unsubscribed_at else [row for row in rows if _still_wanted(row)]
    unwanted = [row.pk for row in rows if row not in wanted]
    now, why = timezone.now(), UNSUBSCRIBED if person.unsubscribed_at else ""
    OutboxMail.objects.filter(pk__in=unwanted).update(state=State.WITHDRAWN, answer=why, finished_at=now)
    if not wanted:
        return False
    (digest,) = outbox.queue_many(outbox.DIGEST, [outbox.Letter(str(wanted[0].uid), person, {"mails": wanted})])
    merged = OutboxMail.objects.filter(pk__in=[row.pk for row in wanted])
    merged.update(state=State.MERGED, merged_into=digest, finished_at=now)
    return True


def _still_wanted(row: OutboxMail) -> bool:
    still_wanted = events.event(row.event).still_wanted
    return still_wanted is None or still_wanted(row)
