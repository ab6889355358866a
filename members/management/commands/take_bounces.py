import email
import email.policy
import imaplib
import mailbox
import sys
from email.message import Message
from urllib.parse import unquote, urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import bounces

LARGEST = 1_000_000


class Command(BaseCommand):
    help = (
        'Notes the bounces that came back. From a pipe: `take_bounces --recipient "$ORIGINAL_RECIPIENT" < notice`; '
        "from a Maildir: `--maildir FOLDER`; from a mailbox: `--imap imaps://user:password@host/INBOX`. "
        "What was read from a Maildir or by IMAP is removed there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", default="", help="the envelope recipient, where the mail system tells it")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--maildir")
        source.add_argument("--imap")

    def handle(self, *args, recipient: str, maildir: str | None, imap: str | None, **options) -> None:
        if maildir:
            noted = self._from_maildir(maildir)
        elif imap:
            noted = self._from_imap(imap)
        else:
            noted = [bounces.take(read(sys.stdin.buffer.read(LARGEST)), recipient)]
        self.stdout.write(f"read {len(noted)}, noted {sum(mail is not None for mail in noted)}")

    def _from_maildir(self, folder: str) -> list:
        try:
            box = mailbox.Maildir(folder, create=False)
        except mailbox.NoSuchMailboxError:
            raise CommandError(f"There is no Maildir at {folder}.") from None
        noted = []
        for key in list(box.keys()):
            noted.append(bounces.take(read(box.get_bytes(key)[:LARGEST])))
            box.discard(key)
        return noted

    def _from_imap(self, url: str) -> list:
        parts = urlsplit(url)
        kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
        noted = []
        with kind(parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143), timeout=30) as server:
            server.login(unquote(parts.username or ""), unquote(parts.password or ""))
            server.select(parts.path.strip("/") or "INBOX")
            for number in server.search(None, "ALL")[1][0].split():
                _, answer = server.fetch(number, f"(BODY.PEEK[]<0.{LARGEST}>)")
                noted.append(bounces.take(read(answer[0][1])))
                server.store(number, "+FLAGS", "\\Deleted")
            server.expunge()
        return noted


def read(raw: bytes) -> Message:
    return email.message_from_bytes(raw, policy=email.policy.compat32)
