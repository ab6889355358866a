"""A commitment reaches whoever answers for it: when its meeting closes, and whenever it goes to somebody else."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from meetings.models import Agreement
from meetings.services.answering import first_of, stands_for
from members import outbox
from members.models import OutboxMail, Person

ASSIGNED = "agreement_assigned"


def tell_owners(agreements: Iterable[Agreement]) -> int:
    """One mail a person with all that is new to them; returns to how many. In a transaction, the rows locked.

    Nothing while the meeting is open: until it closes, what was taken down may still change. Nothing of dates that
    have passed: who records an old meeting wakes nobody.
    """
    today = timezone.localdate()
    new: dict[Person, list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        is_open = agreement.state in (Agreement.State.OPEN, Agreement.State.IN_PROGRESS)
        is_promise = agreement.kind == Agreement.Kind.COMMITMENT and is_open
        if not is_promise or agreement.meeting.closed_at is None or (agreement.due_on or today) < today:
            continue
        person = first_of(agreement)
        if person and person.pk != agreement.told_to_id:
            agreement.told_to = person
            agreement.save(update_fields=["told_to"])
            new[person].append(agreement)
    now = f"{timezone.now():%Y%m%d%H%M%S%f}"
    letters = [
        outbox.Letter(
            f"{of[0].pk}:{person.pk}:{now}",
            person,
            {"agreements": of, "meeting": of[0].meeting},
            subject_id=of[0].meeting_id,
        )
        for person, of in new.items()
    ]
    outbox.queue_many(ASSIGNED, letters)
    return len(letters)


def still_theirs(mail: OutboxMail) -> bool:
    """Just before sending: something of that meeting is open still, and this person answers for it."""
    rows = Agreement.objects.open().filter(meeting=mail.subject_id or 0, told_to=mail.person_id or 0)
    return any(mail.person is not None and stands_for(mail.person, one.owner_id) for one in rows)
