import sys

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import returned


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
        try:
            if maildir:
                count = returned.from_maildir(maildir)
            elif imap:
                count = returned.from_imap(imap)
            else:
                count = returned.Count()
                count.take(sys.stdin.buffer.read(returned.LARGEST), recipient)
        except returned.NoMailbox as error:
            raise CommandError(str(error)) from None
        aside = f", put aside {count.aside}" if count.aside else ""
        self.stdout.write(f"read {count.read}, noted {count.noted}{aside}")
