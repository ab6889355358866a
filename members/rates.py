"""How many mails a receiving domain gets in a time (OUTBOX_DOMAIN_RATES): counted in the database, over all workers.

A domain that has had its share gets its due mails spread over the coming time, one after the other, in one UPDATE;
until then no worker meets them, so nobody else waits behind them, and each row says when it is due.
"""

import datetime
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from members.models import OutboxAttempt, OutboxMail

SPREAD_AT_ONCE = 5000

SPREAD = """
WITH waiting AS (
    SELECT id, due_at FROM members_outboxmail
    WHERE state IN ('queued', 'sending') AND due_at <= %(now)s AND split_part(lower(to_email), '@', -1) = %(domain)s
    ORDER BY due_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY due_at, id) - 1 AS place FROM waiting
)
UPDATE members_outboxmail
SET due_at = %(first)s + numbered.place * %(step)s, put_off_at = COALESCE(put_off_at, %(now)s)
FROM numbered WHERE members_outboxmail.id = numbered.id
"""


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


@dataclass(frozen=True)
class Wait:
    """Until its first mail may leave, and from one to the next."""

    domain: str
    first: datetime.datetime
    step: datetime.timedelta


def wait_for(mail: OutboxMail) -> Wait | None:
    """None where this mail may leave now; else how all that is due for its domain is to be put off (spread).

    Inside the transaction that claims it. Workers that ask about one domain do so one after the other, so that two of
    them never take its last place both. Every try counts, refused ones too: they are what makes a server angry.
    """
    domain = domain_of(mail.to_email)
    most, seconds = settings.OUTBOX_DOMAIN_RATES.get(domain) or settings.OUTBOX_DOMAIN_RATES.get("*", (0, 0))
    if not most:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"members.rates {domain}"])
    now, window = timezone.now(), datetime.timedelta(seconds=seconds)
    sending = OutboxMail.objects.filter(state=OutboxMail.State.SENDING, due_at__gt=now).exclude(pk=mail.pk)
    under_way = sending.filter(to_email__iendswith=f"@{domain}").count()
    tries = OutboxAttempt.objects.filter(domain=domain, at__gt=now - window)
    times = list(tries.order_by("-at").values_list("at", flat=True)[:most])
    if len(times) + under_way < most:
        return None
    return Wait(domain, first=(times[-1] if times else now) + window, step=window / most)


def spread(wait: Wait) -> None:
    """All that is due for the domain, one after the other; the mail that asked must have been given back before."""
    values = {"now": timezone.now(), "most": SPREAD_AT_ONCE} | asdict(wait)
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, values)
