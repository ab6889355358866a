"""Who has a row: one worker, for a lease's time. Each claim and each end of one is a single statement.

A mail is claimed, sent and finished before the next: what a worker's death can cost is one mail. Statements, not the
ORM's steps, because their round trips to the database are what a worker's time goes into.
"""

import datetime
import uuid
from contextlib import nullcontext

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from members import events
from members.answers import BROKEN_OFF
from members.models import OutboxMail, Person
from members.quiet import after_quiet
from members.rates import domain_of, spread, wait_for

State = OutboxMail.State
DEATHS = 5  # so many more claims than retries: a row whose worker dies each time must not go round for ever

# What a dead worker left goes first: it has waited a lease already, and must not stand behind a share of thousands.
TAKE = """
WITH stuck AS (
    SELECT id, due_at, person_id FROM members_outboxmail
    WHERE state = 'sending' AND due_at <= %(now)s ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
), fresh AS (
    SELECT id, due_at, person_id FROM members_outboxmail
    WHERE state = 'queued' AND due_at <= %(now)s AND NOT EXISTS (SELECT FROM stuck)
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
), next AS (
    SELECT one.id, one.due_at, person.unsubscribed_at, person.time_zone
    FROM (SELECT * FROM stuck UNION ALL SELECT * FROM fresh) AS one
    LEFT JOIN members_person AS person ON person.id = one.person_id
)
UPDATE members_outboxmail AS mail
SET state = 'sending', lease_token = %(token)s, attempts = mail.attempts + 1, due_at = %(until)s
FROM next WHERE mail.id = next.id
RETURNING mail.*, next.due_at AS was_due_at, next.unsubscribed_at AS person_unsubscribed_at,
    next.time_zone AS person_time_zone
"""

# Whoever lost the lease writes nothing, and says so with no row. What was called back meanwhile is not tried again.
FINISH = """
WITH mine AS (
    UPDATE members_outboxmail
    SET state = CASE WHEN %(state)s = 'queued' AND finished_at IS NOT NULL THEN 'withdrawn' ELSE %(state)s END,
        lease_token = NULL, answer = %(answer)s, due_at = COALESCE(%(due_at)s, due_at),
        finished_at = COALESCE(%(finished_at)s, finished_at), text = COALESCE(%(text)s, text)
    WHERE id = %(id)s AND lease_token IS NOT DISTINCT FROM %(token)s::uuid RETURNING id
)
INSERT INTO members_outboxattempt (mail_id, at, accepted, answer, domain)
SELECT id, %(now)s, %(accepted)s, %(answer)s, %(domain)s FROM mine RETURNING id
"""


def claim() -> OutboxMail | None:
    """Take one due row for a lease's time. Others skip it; if this worker dies, it is due again when the lease ends.

    Where a domain's rate must be kept, the claim commits only once it is known to have room.
    """
    while True:
        with transaction.atomic() if settings.OUTBOX_DOMAIN_RATES else nullcontext():
            mail = _take()
            if mail is None or _may_leave(mail):
                return mail


def _take() -> OutboxMail | None:
    now = timezone.now()
    until = now + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    found = list(OutboxMail.objects.raw(TAKE, {"now": now, "until": until, "token": uuid.uuid4()}))
    if not found:
        return None
    mail = found[0]
    if mail.person_id:  # as much of the person as sending asks for
        values = (mail.person_id, mail.person_unsubscribed_at, mail.person_time_zone)
        mail.person = Person.from_db(None, ["id", "unsubscribed_at", "time_zone"], values)
    return mail


def _may_leave(mail: OutboxMail) -> bool:
    """False where the row is not for now: its worker died each time, it is night there, its domain is full."""
    if mail.attempts > len(settings.OUTBOX_RETRY_SECONDS) + DEATHS:
        finish(mail, State.FAILED, BROKEN_OFF)
        return False
    if not events.event(mail.event).urgent:
        now = timezone.now()
        morning = after_quiet(now, mail.person_time_zone or "")
        if morning > now:
            _give_back(mail, morning)
            return False
    wait = wait_for(mail) if settings.OUTBOX_DOMAIN_RATES else None
    if wait:
        _give_back(mail, mail.was_due_at)
        spread(wait)
    return wait is None


def _give_back(mail: OutboxMail, due_at: datetime.datetime) -> None:
    mine = OutboxMail.objects.filter(pk=mail.pk, lease_token=mail.lease_token)
    mine.update(state=State.QUEUED, lease_token=None, attempts=mail.attempts - 1, due_at=due_at)


def finish(
    mail: OutboxMail, state: str, answer: str, *, due_at: datetime.datetime | None = None, text: str | None = None
) -> bool:
    """Write the outcome of a try and the try itself; False, and nothing written, where the lease was lost meanwhile."""
    now = timezone.now()
    values = {
        "id": mail.pk,
        "token": mail.lease_token,
        "state": state,
        "answer": answer,
        "due_at": due_at,
        "finished_at": None if state == State.QUEUED else now,
        "text": text,
        "now": now,
        "accepted": state == State.ACCEPTED,
        "domain": domain_of(mail.to_email),
    }
    with connection.cursor() as cursor:
        cursor.execute(FINISH, values)
        return cursor.rowcount > 0
