import email
import email.policy
import imaplib
import logging
import mailbox
import sys
from email.message import Message
from urllib.parse import unquote, urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import bounces

LARGEST = 1_000_000
ASIDE = "unreadable"
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        'Notes the bounces that came back. From a pipe: `take_bounces --recipient "$ORIGINAL_RECIPIENT" < notice`; '
        "from a Maildir: `--maildir FOLDER`; from a mailbox: `--imap imaps://user:password@host/INBOX`. "
        "What was read from a Maildir or by IMAP is removed there; what nobody can read is put aside, never lost."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", default="", help="the envelope recipient, where the mail system tells it")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--maildir")
        source.add_argument("--imap")

    def handle(self, *args, recipient: str, maildir: str | None, imap: str | None, **options) -> None:
        self.read = self.noted = self.aside = 0
        if maildir:
            self._from_maildir(maildir)
        elif imap:
            self._from_imap(imap)
        else:
            self._take(sys.stdin.buffer.read(LARGEST), recipient)
        aside = f", put aside {self.aside}" if self.aside else ""
        self.stdout.write(f"read {self.read}, noted {self.noted}{aside}")

    def _take(self, raw: bytes, recipient: str = "") -> bool:
        """False for a notice that nobody can read: it must not keep those behind it from being read."""
        self.read += 1
        try:
            self.noted += bounces.take(read(raw), recipient) is not None
        except bounces.Unreadable as error:
            self.aside += 1
            logger.warning("a notice could not be read: %s", error)
            return False
        return True

    def _from_maildir(self, folder: str) -> None:
        try:
            box = mailbox.Maildir(folder, create=False)
        except mailbox.NoSuchMailboxError:
            raise CommandError(f"There is no Maildir at {folder}.") from None
        for key in list(box.keys()):
            raw = box.get_bytes(key)
            if not self._take(raw[:LARGEST]):
                box.add_folder(ASIDE).add(raw)
            box.discard(key)

    def _from_imap(self, url: str) -> None:
        """What can't be read stays there, flagged, and is passed over from then on."""
        parts = urlsplit(url)
        kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
        with kind(parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143), timeout=30) as server:
            server.login(unquote(parts.username or ""), unquote(parts.password or ""))
            box = unquote(parts.path.strip("/")) or "INBOX"
            if server.select(f'"{box}"')[0] != "OK":
                raise CommandError(f"There is no mailbox {box}.")
            for number in server.search(None, "UNDELETED", "UNFLAGGED")[1][0].split():
                _, answer = server.fetch(number, f"(BODY.PEEK[]<0.{LARGEST}>)")
                taken = self._take(next(part[1] for part in answer if isinstance(part, tuple)))
                server.store(number, "+FLAGS", "\\Deleted" if taken else "\\Flagged")
            server.expunge()


def read(raw: bytes) -> Message:
    return email.message_from_bytes(raw, policy=email.policy.compat32)
