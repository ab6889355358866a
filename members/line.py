"""The line to the mail server: one for many mails, opened anew where it was cut, and no conversation without an end."""

import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage

from members import watch
from members.answers import REFUSED_BY_SERVICE, UNWRITABLE
from members.models import OutboxMail

State = OutboxMail.State
NOT_TAKEN = {"invalid", "rejected", "failed"}  # anymail's words for what a mail service did with a recipient
LINE_CUT = (smtplib.SMTPServerDisconnected, ConnectionError)


@dataclass(frozen=True)
class Outcome:
    state: str
    answer: str
    unreachable: bool = False


def send_over(write: Callable[[], EmailMessage], server) -> Outcome:
    """Write the letter and hand it over, within three quarters of a lease: later the row may be another worker's.

    A timeout for each word of a conversation (EMAIL_TIMEOUT) says nothing of how many slow words there are.
    """
    try:
        with _ends_in(server, settings.OUTBOX_LEASE_SECONDS * 0.75) as still_time:
            return _over_this_or_a_new_line(write(), server, still_time)
    except (smtplib.SMTPException, OSError) as error:
        if getattr(error, "status_code", None) in (400, 406, 413, 422):
            return Outcome(State.FAILED, f"{REFUSED_BY_SERVICE}: HTTP {error.status_code}")
        return Outcome(State.QUEUED, f"{type(error).__name__}: {error}", unreachable=True)
    except ValueError as error:  # a line break in a header, an address that can't be written
        return Outcome(State.FAILED, f"{UNWRITABLE}: {error}")


def _over_this_or_a_new_line(letter: EmailMessage, server, still_time) -> Outcome:
    if not server.open():  # an old connection may have been closed by the server meanwhile: then a new one
        try:
            return _hand_over(letter, server)
        except LINE_CUT:
            hang_up(server)
            still_time()
            server.open()
    still_time()
    return _hand_over(letter, server)


@contextmanager
def _ends_in(server, seconds: float) -> Iterator:
    """Hangs up after so long, whatever the server does; yields what raises TimeoutError from then on."""
    end = time.monotonic() + seconds

    def still_time() -> None:
        if time.monotonic() > end:
            raise TimeoutError(f"the conversation took longer than {seconds:.0f} s")

    with watch.over(server, end):
        try:
            yield still_time
        except LINE_CUT:
            still_time()
            raise


def _hand_over(letter: EmailMessage, server) -> Outcome:
    try:
        server.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(*next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        if error.smtp_code == 421:
            raise smtplib.SMTPServerDisconnected("421") from error
        return _refused(error.smtp_code, error.smtp_error)
    status = getattr(getattr(letter, "anymail_status", None), "status", None)
    if status and status <= NOT_TAKEN:
        return Outcome(State.FAILED, f"{REFUSED_BY_SERVICE}: {', '.join(sorted(status))}")
    return Outcome(State.ACCEPTED, "250")


def _refused(code: int, answer: bytes | str) -> Outcome:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return Outcome(State.QUEUED if 400 <= code < 500 else State.FAILED, f"{code} {words}")


def hang_up(server) -> None:
    """Close the connection without a word to a server that may be gone."""
    line = getattr(server, "connection", None)
    if line is not None:
        line.close()
        server.connection = None
    elif settings.MAIL_SERVICE:
        server.close()
