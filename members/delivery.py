"""Sends what is due, row by row: claim by lease, check, send, finish. Any step may be the last one of a killed worker.

Killed before the server's answer: the lease runs out and the row is sent again. Killed between that answer and the
finish: sent twice, with the same Message-ID; at most one row a kill, because a worker holds one row at a time.
"""

import datetime
import logging
import smtplib
import time
import unicodedata
import uuid
from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from icalendar.parser import Contentline

from members import events, unsubscribe
from members.answers import BROKEN_OFF, UNSUBSCRIBED
from members.bounces import return_path
from members.models import OutboxAttempt, OutboxMail
from members.rates import domain_of, has_room
from members.tokens import PLACEHOLDER, token_for

logger = logging.getLogger(__name__)
State = OutboxMail.State
BLANKED = "…"
DEATHS = 5  # so many more claims than retries: a row whose worker dies each time must not go round for ever
LATE = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Outcome:
    state: str
    answer: str
    unreachable: bool = False


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


def claim() -> OutboxMail | None:
    """Take one due row for a lease's time. Others skip it; if this worker dies, it is due again when the lease ends."""
    while True:
        with transaction.atomic():
            mail = OutboxMail.objects.due().order_by("due_at").select_for_update(skip_locked=True).first()
            if mail is None or _taken(mail):
                return mail


def _taken(mail: OutboxMail) -> bool:
    """False where the row is not for now: its worker died each time, or its domain has had its share."""
    now = timezone.now()
    if mail.attempts >= len(settings.OUTBOX_RETRY_SECONDS) + DEATHS:
        mail.state, mail.answer, mail.finished_at, mail.lease_token = State.FAILED, BROKEN_OFF, now, None
        mail.save(update_fields=["state", "answer", "finished_at", "lease_token"])
        _note_attempt(mail, BROKEN_OFF)
        return False
    if not has_room(mail):
        return False
    mail.state, mail.lease_token, mail.attempts = State.SENDING, uuid.uuid4(), mail.attempts + 1
    mail.due_at = now + datetime.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    mail.save(update_fields=["state", "lease_token", "attempts", "due_at"])
    return True


def _note_attempt(mail: OutboxMail, answer: str, accepted: bool = False) -> None:
    OutboxAttempt.objects.create(mail=mail, accepted=accepted, answer=answer, domain=domain_of(mail.to_email))


def attempt(mail: OutboxMail, server) -> Outcome:
    """send(), where a fault of our own is a failed try like any other: noted, tried again, in the end given up."""
    try:
        return send(mail, server)
    except Exception as error:
        logger.exception("mail=%s could not be sent", mail.pk)
        return Outcome(State.QUEUED, f"{type(error).__name__}: {error}")


def send(mail: OutboxMail, server) -> Outcome:
    event = events.event(mail.event)
    if event.notice and mail.person and mail.person.unsubscribed_at:
        return Outcome(State.WITHDRAWN, UNSUBSCRIBED)
    still_wanted = event.still_wanted
    if still_wanted and not still_wanted(mail):
        return Outcome(State.WITHDRAWN, "")
    try:
        letter = message(mail)
        if not server.open():  # an old connection may have been closed by the server meanwhile: then a new one
            try:
                return _hand_over(letter, server)
            except _LINE_CUT:
                hang_up(server)
                server.open()
        return _hand_over(letter, server)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(State.QUEUED, f"{type(error).__name__}: {error}", unreachable=True)
    except ValueError as error:  # a line break in a header, an address that can't be written
        return Outcome(State.FAILED, str(error))


_LINE_CUT = (smtplib.SMTPServerDisconnected, ConnectionError)


def _hand_over(letter: EmailMultiAlternatives, server) -> Outcome:
    try:
        server.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(*next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        if error.smtp_code == 421:
            raise smtplib.SMTPServerDisconnected("421") from error
        return _refused(error.smtp_code, error.smtp_error)
    return Outcome(State.ACCEPTED, "250")


def _refused(code: int, answer: bytes | str) -> Outcome:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return Outcome(State.QUEUED if 400 <= code < 500 else State.FAILED, f"{code} {words}")


def message(mail: OutboxMail) -> EmailMultiAlternatives:
    """The mail as it leaves: plain text, the same as HTML, one recipient, the stored Message-ID."""
    text = mail.text.replace(PLACEHOLDER, token_for(mail.link_uid)) if mail.link_uid else mail.text
    headers = {}
    with translation.override(mail.language):
        if events.event(mail.event).notice and mail.person_id:
            way_out = unsubscribe.address(mail)
            headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
            text += "\n" + translation.gettext("No more notices:") + f" {way_out}\n"
        html = render_to_string("members/email/_layout.html", {"text": text, "language": mail.language})
    letter = EmailMultiAlternatives(
        subject=mail.subject,
        body=text,
        from_email=return_path(mail),
        to=[formataddr((mail.to_name, mail.to_email))],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            **headers,
        },
    )
    letter.attach_alternative(html, "text/html")
    if mail.calendar:
        letter.attach_alternative(*calendar_part(mail))
    return letter


def calendar_part(mail: OutboxMail) -> tuple[str, str]:
    """(content, type), the link put in and the lines folded only now: the token is longer than its placeholder."""
    text = mail.calendar.replace(PLACEHOLDER, token_for(mail.link_uid)) if mail.link_uid else mail.calendar
    lines = [Contentline(_printable(line)).to_ical().decode() for line in text.split("\r\n") if line]
    method = next((line.partition(":")[2] for line in lines if line.startswith("METHOD:")), "PUBLISH")
    return "\r\n".join(lines) + "\r\n", f"text/calendar; method={method}"


def _printable(line: str) -> str:
    """A title or a name may hold what some readers take for the end of a line: it would be a property of its own."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in line)


def finish(mail: OutboxMail, outcome: Outcome) -> None:
    """Write the outcome, unless the lease was lost meanwhile: then the row belongs to another worker."""
    state, answer = outcome.state, outcome.answer
    now = timezone.now()
    changes: dict = {"answer": answer}
    if state == State.QUEUED:
        delays = settings.OUTBOX_RETRY_SECONDS
        if mail.attempts > len(delays):
            state = State.FAILED
        else:
            changes["due_at"] = now + datetime.timedelta(seconds=delays[mail.attempts - 1])
    if state != State.QUEUED:
        changes["finished_at"] = now
    if state == State.ACCEPTED and events.event(mail.event).sensitive:
        changes["text"] = BLANKED
    with transaction.atomic():
        mine = OutboxMail.objects.filter(pk=mail.pk, lease_token=mail.lease_token)
        if mine.update(state=state, lease_token=None, **changes):
            _note_attempt(mail, answer, accepted=state == State.ACCEPTED)


def hang_up(server) -> None:
    """Close the connection without a word to a server that may be gone."""
    line = getattr(server, "connection", None)
    if line is not None:
        line.close()
        server.connection = None


def anything_due() -> bool:
    return OutboxMail.objects.due().exists()


def waiting_since() -> datetime.datetime | None:
    """When the oldest row became due that nobody took up in good time: no worker runs, or none keeps up."""
    late = (
        OutboxMail.objects.filter(due_at__lt=timezone.now() - LATE).order_by("due_at").values_list("due_at", flat=True)
    )
    oldest = [late.filter(state__in=[State.QUEUED, State.SENDING]).first(), late.filter(state=State.HELD).first()]
    return min(filter(None, oldest), default=None)
