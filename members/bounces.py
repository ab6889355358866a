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

from members.models import OutboxMail, Person

logger = logging.getLogger(__name__)
Bounce = OutboxMail.Bounce
ADDRESS_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
PAST_HEADERS = slice(0, 4000)


def return_path(mail: OutboxMail) -> str:
    """The envelope sender of this mail; without BOUNCE_ADDRESS the common sender, and bounces are not followed."""
    if not settings.BOUNCE_ADDRESS:
        return settings.DEFAULT_FROM_EMAIL
    box, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{box}+{mail.pk}-{_signature(mail.pk)}@{domain}"


def mail_behind(address: str) -> OutboxMail | None:
    """The mail that left with this return path; None for any other address, a forged one included."""
    box, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    found = re.fullmatch(
        rf"{re.escape(box)}\+(\d{{1,18}})-([0-9a-f]{{20}})@{re.escape(domain)}", address.strip().lower()
    )
    if not found or not hmac.compare_digest(found[2], _signature(int(found[1]))):
        return None
    return OutboxMail.objects.filter(pk=int(found[1])).first()


def take(notice: Message, recipient: str = "") -> OutboxMail | None:
    """Note what a notice says about the mail it is about; None where it is about none of ours, or says nothing final.

    `recipient` is the envelope recipient where the mail system tells it; otherwise the headers are asked. Holiday
    notices come to the same address and are no failure: flufl.bounce finds none in them.
    """
    mail = next(filter(None, map(mail_behind, [recipient] if recipient else _addresses(notice))), None)
    if mail is None:
        return None
    passing, permanent = _failures(notice)
    if not passing and not permanent:
        return None
    return _note(mail.pk, Bounce.PERMANENT if permanent else Bounce.PASSING, _words(notice))


def _note(pk: int, kind: str, words: str) -> OutboxMail:
    with transaction.atomic():
        mail = OutboxMail.objects.select_for_update().get(pk=pk)
        if mail.bounce == Bounce.PERMANENT:
            return mail
        mail.bounce, mail.bounced_at, mail.answer = kind, timezone.now(), words or mail.answer
        mail.save(update_fields=["bounce", "bounced_at", "answer"])
        if kind == Bounce.PERMANENT and mail.person_id:
            person = Person.objects.select_for_update().get(pk=mail.person_id)
            person.bounced_email = mail.to_email
            person.save(update_fields=["bounced_email"])
    logger.info("bounce kind=%s mail=%s", kind, pk)
    return mail


def _failures(notice: Message) -> tuple[frozenset, frozenset]:
    if "From" not in notice:  # some of the library's detectors trip over mail without a sender
        notice["From"] = "unknown@invalid"
    return all_failures(notice)


def _signature(pk: int) -> str:
    return salted_hmac("members.bounces", str(pk), algorithm="sha256").hexdigest()[:20]


def _addresses(notice: Message) -> list[str]:
    headers = [str(value) for name in ADDRESS_HEADERS for value in notice.get_all(name, [])]
    return [address for _, address in getaddresses(headers)]


def _words(notice: Message) -> str:
    """The server's own sentence, such as "550 5.1.1 unknown user", from a standard notice; "" from others."""
    for part in notice.walk():
        if part.get_content_type() == "message/delivery-status":
            diagnosis = re.search(
                r"^Diagnostic-Code:\s*(?:smtp;\s*)?(.+(?:\n[ \t].+)*)", part.as_string()[PAST_HEADERS], re.M | re.I
            )
            if diagnosis:
                return " ".join(diagnosis[1].split())[:500]
    return ""
