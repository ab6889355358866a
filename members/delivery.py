"""Sends what is due, row by row: claim by lease, check, send, finish. Any step may be the last one of a killed worker.

Killed before the server's answer: the lease runs out and the row is sent again. Killed between that answer and the
finish: sent twice, with the same Message-ID; at most one row a kill, because a worker holds one row at a time.
"""

import datetime
import logging
import time

from django.core.mail import get_connection

from members import events
from members.answers import OUR_FAULT, UNSUBSCRIBED
from members.claims import claim
from members.letters import calendar_part, message
from members.line import Outcome, hang_up, send_over
from members.models import OutboxMail

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
    if event.notice and mail.person and mail.person.unsubscribed_at:
        return Outcome(State.WITHDRAWN, UNSUBSCRIBED)
    still_wanted = event.still_wanted
    if still_wanted and not still_wanted(mail):
        return Outcome(State.WITHDRAWN, "")
    return send_over(lambda: message(mail), server)
