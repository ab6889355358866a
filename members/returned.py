"""Where notices of what came back lie: a Maildir or a mailbox by IMAP, read to the end and emptied.

What nobody can read is put aside, never lost: `unreadable` in a Maildir, flagged by IMAP.
"""

import datetime
import email
import email.policy
import imaplib
import logging
import mailbox
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from members import bounces
from members.models import Heartbeat

logger = logging.getLogger(__name__)
LARGEST = 1_000_000
ASIDE = "unreadable"
LATE = datetime.timedelta(minutes=30)


class NoMailbox(Exception):
    """There is nothing to read at the place that was named."""


@dataclass
class Count:
    read: int = 0
    noted: int = 0
    aside: int = 0

    def take(self, raw: bytes, recipient: str = "") -> bool:
        """False for a notice that nobody can read: it must not keep those behind it from being read."""
        self.read += 1
        try:
            self.noted += bounces.take(parse(raw[:LARGEST]), recipient) is not None
        except bounces.Unreadable as error:
            self.aside += 1
            logger.warning("a notice could not be read: %s", error)
            return False
        return True


def parse(raw: bytes) -> Message:
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def take_mailbox() -> None:
    """Beat asks for this where BOUNCE_MAILBOX is set. That it was read is noted once it has been read to the end."""
    place = settings.BOUNCE_MAILBOX
    Heartbeat.objects.get_or_create(pk=Heartbeat.NOTICES, defaults={"swept_at": timezone.now()})
    count = from_imap(place) if place.startswith(("imap://", "imaps://")) else from_maildir(place)
    Heartbeat.objects.filter(pk=Heartbeat.NOTICES).update(swept_at=timezone.now())
    logger.info("notices read=%s noted=%s aside=%s", count.read, count.noted, count.aside)


def unread_since() -> datetime.datetime | None:
    """When BOUNCE_MAILBOX was read last, where that is too long ago: server, password or folder are wrong."""
    if not settings.BOUNCE_MAILBOX:
        return None
    late = Heartbeat.objects.filter(pk=Heartbeat.NOTICES, swept_at__lt=timezone.now() - LATE)
    return late.values_list("swept_at", flat=True).first()


def from_maildir(folder: str) -> Count:
    """Raises NoMailbox. A notice that another reader was quicker with is passed over."""
    try:
        box = mailbox.Maildir(folder, create=False)
    except mailbox.NoSuchMailboxError:
        raise NoMailbox(f"There is no Maildir at {folder}.") from None
    count = Count()
    for key in list(box.keys()):
        try:
            raw = box.get_bytes(key)
        except (KeyError, FileNotFoundError):
            continue
        if not count.take(raw):
            box.add_folder(ASIDE).add(raw)
        box.discard(key)
    return count


def from_imap(url: str) -> Count:
    """Raises NoMailbox. What can't be read stays there, flagged, and is passed over from then on."""
    parts = urlsplit(url)
    kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    count = Count()
    with kind(parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143), timeout=30) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box = unquote(parts.path.strip("/")) or "INBOX"
        if server.select(f'"{box}"')[0] != "OK":
            raise NoMailbox(f"There is no mailbox {box}.")
        for number in server.search(None, "UNDELETED", "UNFLAGGED")[1][0].split():
            _, answer = server.fetch(number, f"(BODY.PEEK[]<0.{LARGEST}>)")
            raw = next((part[1] for part in answer if isinstance(part, tuple)), None)
            if raw is not None:  # None: another reader was quicker
                server.store(number, "+FLAGS", "\\Deleted" if count.take(raw) else "\\Flagged")
        server.expunge()
    return count
