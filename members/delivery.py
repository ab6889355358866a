"""Sends what is due, row by row: claim by lease, check, send, finish. Any step may be the last one of a killed worker.

Killed before the server's answer: the lease runs out and the row is sent again. Killed between that answer and the
finish: sent twice, with the same Message-ID; at most one row a kill, because a worker holds one row at a time.
"""

import datetime
import logging
import time

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from members import claims, events
from members.answers import OUR_FAULT, UNSUBSCRIBED, says_no_such_address
from members.bounces import flag_address
from members.claims import claim
from members.letters import calendar_part, message
from members.line import Outcome, hang_up, send_over
from members.models import Heartbeat, OutboxMail

__all__ = ["Outcome", "calendar_part", "claim", "deliver", "finish", "message", "send"]
logger = logging.getLogger(__name__)
State = OutboxMail.State
BLANKED = "…"
LATE = datetime.timedelta(minutes=10)
LATE_BY_RATE = datetime.timedelta(hours=1)


def deliver(seconds: float = 200) -> bool:
    """Send what is due over one connection, for so long at the most; True where rows may be left.

    A server that can't be reached ends the batch: the next sweep tries again, instead of every row waiting in turn.
    """
    end = time.monotonic() + seconds
    server = get_connection(fail_silently=False)
    try:
        while time.monotonic() < end:
            mail = claim()
            if mail is None:
                return False
            outcome = attempt(mail, server)
            finish(mail, outcome)
            if outcome.unreachable:
                return False
    finally:
        hang_up(server)
    return True


def attempt(mail: OutboxMail, server) -> Outcome:
    """send(), where a fault of our own is a failed try like any other: noted, tried again, in the end given up."""
    try:
        return send(mail, server)
    except Exception as error:
        logger.exception("mail=%s could not be sent", mail.pk)
        return Outcome(State.QUEUED, f"{OUR_FAULT}: {type(error).__name__}: {error}")


def send(mail: OutboxMail, server) -> Outcome:
    event = events.event(mail.event)
    if mail.finished_at:  # called back while a worker had it that didn't come to its end
        return Outcome(State.WITHDRAWN, "")
    if event.notice and mail.person and mail.person.unsubscribed_at:
        return Outcome(State.WITHDRAWN, UNSUBSCRIBED)
    still_wanted = event.still_wanted
    if still_wanted and not still_wanted(mail):
        return Outcome(State.WITHDRAWN, "")
    return send_over(lambda: message(mail), server)


def finish(mail: OutboxMail, outcome: Outcome) -> None:
    """Write the outcome, unless the lease was lost meanwhile: then the row belongs to another worker."""
    state, due_at = outcome.state, None
    if state == State.QUEUED:
        delays = settings.OUTBOX_RETRY_SECONDS
        if mail.attempts > len(delays):
            state = State.FAILED
        else:
            due_at = timezone.now() + datetime.timedelta(seconds=delays[mail.attempts - 1])
    blanked = BLANKED if state == State.ACCEPTED and events.event(mail.event).sensitive else None
    wrong = state == State.FAILED and says_no_such_address(outcome.answer)
    if not wrong:
        claims.finish(mail, state, outcome.answer, due_at=due_at, text=blanked)
        return
    with transaction.atomic():
        if claims.finish(mail, state, outcome.answer):
            flag_address(mail)


def anything_due() -> bool:
    return OutboxMail.objects.due().exists()


def beat() -> None:
    """Beat asked for a sweep, and a worker does it: somebody is alive to send what nobody was woken for."""
    Heartbeat.objects.update_or_create(pk=Heartbeat.OUTBOX, defaults={"swept_at": timezone.now()})


def silent_since() -> datetime.datetime | None:
    """When the last sweep was, where that is too long ago: beat, broker or worker is down, though no mail may wait."""
    late = Heartbeat.objects.filter(pk=Heartbeat.OUTBOX, swept_at__lt=timezone.now() - LATE)
    return late.values_list("swept_at", flat=True).first()


def waiting_since() -> datetime.datetime | None:
    """When the oldest row became due that did not leave in good time: no worker runs, none keeps up, or a domain's rate
    is too low for what is to go there."""
    now = timezone.now()
    late = OutboxMail.objects.filter(due_at__lt=now - LATE).order_by("due_at").values_list("due_at", flat=True)
    slowed = OutboxMail.objects.filter(state=State.QUEUED, put_off_at__lt=now - LATE_BY_RATE).order_by("put_off_at")
    waits = [late.filter(state=state)[:1] for state in (State.QUEUED, State.SENDING, State.HELD, State.RESTING)]
    oldest = waits[0].union(*waits[1:], slowed.values_list("put_off_at", flat=True)[:1], all=True)
    return min(oldest, default=None)
