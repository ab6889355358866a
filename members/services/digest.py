"""Several mails as one: the notices of people who want a digest, once a day; a burst of one kind, after a moment."""

from django.db import transaction
from django.utils import timezone

from members import events, outbox
from members.answers import UNSUBSCRIBED
from members.models import OutboxMail, Person
from members.models.outbox import OutboxQuerySet

State = OutboxMail.State
AT_MOST = 50


def gather() -> int:
    """Make one mail of those whose time has come, each in a transaction of its own; how many were made or let go.

    Rows and gathered mail change together, so a worker killed in between leaves them waiting for the next round.
    """
    now = timezone.now()
    digests = OutboxMail.objects.held().filter(due_at__lte=now).order_by().values_list("person_id", flat=True)
    bursts = OutboxMail.objects.resting().filter(due_at__lte=now).order_by().values_list("person_id", "event")
    return sum(gather_for(person) for person in digests.distinct()) + sum(merge(*one) for one in bursts.distinct())


@transaction.atomic
def gather_for(person_id: int) -> bool:
    """One digest of what is held for this person, AT_MOST so many; False where another worker was quicker."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    wanted = _wanted(OutboxMail.objects.held().filter(person=person), person)
    if not wanted:
        return False
    _as_one(outbox.DIGEST, person, wanted)
    return True


@transaction.atomic
def merge(person_id: int, event: str) -> bool:
    """All of this kind that rest for this person, AT_MOST so many, as one mail; one alone leaves as it is."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    wanted = _wanted(OutboxMail.objects.resting().filter(person=person, event=event), person)
    if not wanted:
        return False
    if len(wanted) == 1:
        OutboxMail.objects.filter(pk=wanted[0].pk).update(state=State.QUEUED, due_at=timezone.now())
        outbox.wake_worker()
    else:
        _as_one(outbox.BUNDLE_OF_NEWS if events.event(event).notice else outbox.BUNDLE, person, wanted)
    return True


def _wanted(waiting: OutboxQuerySet, person: Person) -> list[OutboxMail]:
    """The oldest of them, locked; what is wanted no more is withdrawn and says why."""
    rows = list(waiting.order_by("created_at", "pk").select_for_update()[:AT_MOST])
    refused = {row.pk for row in rows if person.unsubscribed_at and events.event(row.event).notice}
    stale = {row.pk for row in rows if row.pk not in refused and not _still_wanted(row)}
    now = timezone.now()
    for gone, why in ((refused, UNSUBSCRIBED), (stale, "")):
        if gone:
            OutboxMail.objects.filter(pk__in=gone).update(state=State.WITHDRAWN, answer=why, finished_at=now)
    return [row for row in rows if row.pk not in refused | stale]


def _as_one(event: str, person: Person, rows: list[OutboxMail]) -> None:
    (one,) = outbox.queue_many(event, [outbox.Letter(str(rows[0].uid), person, {"mails": rows})])
    parts = OutboxMail.objects.filter(pk__in=[row.pk for row in rows])
    parts.update(state=State.MERGED, merged_into=one, finished_at=timezone.now())


def _still_wanted(row: OutboxMail) -> bool:
    still_wanted = events.event(row.event).still_wanted
    return still_wanted is None or still_wanted(row)


def a_part_is_wanted(mail: OutboxMail) -> bool:
    """Asked before a gathered mail leaves, perhaps hours after it was made."""
    return any(map(_still_wanted, mail.parts.all()))
