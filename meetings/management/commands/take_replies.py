import email
import logging
import mailbox
import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.services import replies

logger = logging.getLogger(__name__)
LARGEST = 1_000_000


class Command(BaseCommand):
    help = (
        "Takes in what calendars answered to invitations (METHOD:REPLY). From a pipe: "
        '`take_replies --recipient "$ORIGINAL_RECIPIENT" < mail`; from a Maildir: `--maildir FOLDER`. '
        "What was read from a Maildir is removed there; what could not be read stays, flagged."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", default="", help="the envelope recipient, where the mail system tells it")
        parser.add_argument("--maildir")

    def handle(self, *args, recipient: str, maildir: str | None, **options) -> None:
        if maildir:
            noted = self._from_maildir(maildir)
        else:
            noted = [replies.take(email.message_from_bytes(sys.stdin.buffer.read(LARGEST)), recipient)]
        self.stdout.write(f"read {len(noted)}, noted {sum(row is not None for row in noted)}")

    def _from_maildir(self, folder: str) -> list:
        try:
            box = mailbox.Maildir(folder, create=False)
        except mailbox.NoSuchMailboxError:
            raise CommandError(f"There is no Maildir at {folder}.") from None
        noted = []
        for key in list(box.keys()):
            if "F" in box.get_message(key).get_flags():
                continue
            try:
                noted.append(replies.take(email.message_from_bytes(box.get_bytes(key)[:LARGEST])))
            except Exception:  # one mail must not stand in the way of all that follow it
                logger.exception("the reply %s could not be read; it stays, flagged", key)
                mail = box.get_message(key)
                mail.set_subdir("cur")
                mail.add_flag("F")
                box[key] = mail
                continue
            box.discard(key)
        return noted
