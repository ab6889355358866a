"""What comes back after the mail server had accepted a mail: delivery status notices, known by a signed return path.

Each mail leaves with its own envelope sender, `bounces+<row>-<signature>@…`; whatever is sent there is about that row.
The signature keeps anybody from reporting somebody else's mail as bounced.
"""

import hmac
import logging
import re
from email.message import Message
from email.utils import getaddresses

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from flufl.bounce import all_failures

from members.answers import CAME_BACK, says_nothing_of_address
from members.models import OutboxMail, Person

logger = logging.getLogger(__name__)
Bounce = OutboxMail.Bounce
ADDRESS_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
PAST_HEADERS = slice(0, 4000)
STATUS = r"[45]\.\d{1,3}\.\d{1,3}"


class Unreadable(Exception):
    """A notice that no reader of notices gets through; whoever has it puts it aside and goes on."""


def return_path(mail: OutboxMail) -> str:
    """The envelope sender of this mail; without BOUNCE_ADDRESS the common sender, and bounces are not followed."""
    if not settings.BOUNCE_ADDRESS:
        return settings.DEFAULT_FROM_EMAIL
    box, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{box}+{mail.pk}-{_signature(mail.pk)}@{domain}"


def mail_behind(address: str) -> OutboxMail | None:
    """The mail that left with this return path; None for any other address, a forged one included."""
    box, _, domain = settings.BOUNCE_ADDRESS.lower().partition("@")
    found = re.fullmatch(
        rf"{re.escape(box)}\+(\d{{1,18}})-([0-9a-f]{{20}})@{re.escape(domain)}", address.strip().lower()
    )
    if not found or not hmac.compare_digest(found[2], _signature(int(found[1]))):
        return None
    return OutboxMail.objects.filter(pk=int(found[1])).first()


def take(notice: Message, recipient: str = "") -> OutboxMail | None:
    """Note what a notice says about the mail it is about; None where it is about none of ours, or says nothing final.

    `recipient` is the envelope recipient where the mail system tells it; otherwise the headers are asked. Holiday
    notices come to the same address and are no failure: flufl.bounce finds none in them. Raises Unreadable.
    """
    mail = next(filter(None, map(mail_behind, [recipient] if recipient else _addresses(notice))), None)
    if mail is None:
        return None
    try:
        passing, permanent = _failures(notice)
        words = _words(notice)
    except Exception as error:  # some of the library's detectors trip over what others' programs write
        raise Unreadable(f"{type(error).__name__}: {error}") from error
    if not passing and not permanent:
        return None
    kind = Bounce.PERMANENT if permanent else Bounce.PASSING
    return note(mail, kind, words, wrong_address=not says_nothing_of_address(words))


def note(mail: OutboxMail, kind: str, words: str, *, wrong_address: bool = True) -> OutboxMail:
    """A mail came back (or, PASSING, waits somewhere); for good is for good, whatever is heard later.

    `wrong_address`: a final failure marks the address, too, until somebody corrects it in the directory.
    """
    with transaction.atomic():
        mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
        if mail.bounce == Bounce.PERMANENT:
            return mail
        mail.bounce, mail.bounced_at, mail.answer = kind, timezone.now(), words or CAME_BACK
        mail.save(update_fields=["bounce", "bounced_at", "answer"])
        if kind == Bounce.PERMANENT and wrong_address:
            flag_address(mail)
    logger.info("bounce kind=%s mail=%s", kind, mail.pk)
    return mail


def arrived(mail: OutboxMail) -> None:
    """What waited somewhere has left there; what came back for good stays come back."""
    OutboxMail.objects.filter(pk=mail.pk, bounce=Bounce.PASSING).update(bounce=Bounce.NONE, bounced_at=None)


def flag_address(mail: OutboxMail) -> None:
    """Mark the person's address as wrong where it still is the one that this mail went to."""
    person = Person.objects.select_for_update().filter(pk=mail.person_id, email__iexact=mail.to_email).first()
    if person and not person.email_bounces:
        person.bounced_email = mail.to_email
        person.save(update_fields=["bounced_email"])


def _failures(notice: Message) -> tuple[frozenset, frozenset]:
    """The library's detectors trip over mail without a sender, and over a sender in raw bytes that are no ASCII."""
    sender = notice.get("From")
    if not isinstance(sender, str) or not sender.isascii():
        del notice["From"]
        notice["From"] = "unknown@invalid"
    return all_failures(notice)


def _signature(pk: int) -> str:
    return salted_hmac("members.bounces", str(pk), algorithm="sha256").hexdigest()[:20]


def _addresses(notice: Message) -> list[str]:
    headers = [str(value) for name in ADDRESS_HEADERS for value in notice.get_all(name, [])]
    return [address for _, address in getaddresses(headers)]


def _words(notice: Message) -> str:
    """The server's own sentence, such as "550 5.1.1 unknown user", beginning with its code; "" where there is none."""
    for part in notice.walk():
        if part.get_content_type() == "message/delivery-status":
            fields = part.as_string()[PAST_HEADERS]
            status, diagnosis = _field("Status", fields), _field("Diagnostic-Code", fields)
            sentence = diagnosis.partition(";")[2].strip() if re.match(r"[\w-]+\s*;", diagnosis) else diagnosis
            code = re.search(rf"\b[45]\d\d[ -]|{STATUS}", sentence)
            known = sentence[code.start() :] if code else " ".join(filter(None, [_code(status), sentence]))
            if known:
                return known[:500]
    return _in_prose(notice)


def _field(name: str, fields: str) -> str:
    found = re.search(rf"^{name}:\s*(.+(?:\n[ \t].+)*)", fields, re.M | re.I)
    return " ".join(found[1].split()) if found else ""


def _code(status: str) -> str:
    found = re.match(STATUS, status)
    return found[0] if found else ""


def _in_prose(notice: Message) -> str:
    """qmail, Exim and others write to people: the first line of their text with a server's code in it."""
    part = next((part for part in notice.walk() if part.get_content_maintype() == "text"), None)
    if part is None:
        return ""
    text = (part.get_payload(decode=True) or b"")[PAST_HEADERS].decode("ascii", "replace")
    found = re.search(rf"(?<![\w.])(?:[45]\d\d[ -](?:{STATUS})?|{STATUS}).*", text)
    return " ".join(found[0].split()).rstrip(")")[:500] if found else ""
