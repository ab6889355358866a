"""What the demo's mail server kept, read without changing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from django.utils import timezone
from django.utils.html import strip_tags

HEAD_BYTES = 16_384


@dataclass(frozen=True)
class Mail:
    """A mail's envelope. `key` is its file's name; `at` when the server took it."""

    key: str
    recipient: str
    subject: str
    sender: str
    at: datetime


@dataclass(frozen=True)
class Mailbox:
    recipient: str
    count: int
    newest: Mail


def files(maildir: Path) -> Iterator[Path]:
    for folder in (maildir / "new", maildir / "cur"):
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file())


def envelope(path: Path) -> Mail:
    with path.open("rb") as file:
        head = BytesHeaderParser(policy=policy.default).parsebytes(file.read(HEAD_BYTES))
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    recipient, subject, sender = (str(head.get(name, "")) for name in ("Delivered-To", "Subject", "From"))
    return Mail(path.name, recipient.lower(), subject, sender, at)


def mails(maildir: Path, recipient: str = "") -> list[Mail]:
    """Newest first; all, or those of one recipient."""
    found = (envelope(path) for path in files(maildir))
    wanted = (mail for mail in found if not recipient or mail.recipient == recipient.lower())
    return sorted(wanted, key=lambda mail: (mail.at, mail.key), reverse=True)


def mailboxes(maildir: Path) -> list[Mailbox]:
    """One a recipient, the one with the newest mail first."""
    by_recipient: dict[str, list[Mail]] = {}
    for mail in mails(maildir):
        by_recipient.setdefault(mail.recipient, []).append(mail)
    return [Mailbox(recipient, len(kept), kept[0]) for recipient, kept in by_recipient.items()]


def read(maildir: Path, key: str) -> EmailMessage:
    """The whole mail with that key; LookupError if there is none. A key is compared, never made into a path."""
    for path in files(maildir):
        if path.name == key:
            return message_from_bytes(path.read_bytes(), policy=policy.default)
    raise LookupError(key)


def text_of(message: EmailMessage) -> str:
    """The plain text; of a mail that has only HTML, its words without any markup."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    return content if part.get_content_subtype() == "plain" else strip_tags(content)


def attachments_of(message: EmailMessage) -> list[str]:
    return [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
