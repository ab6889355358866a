"""What a mail service's webhooks tell (django-anymail puts all services' words into one set), told as bounces are.

Connected only where MAIL_SERVICE is set. That a mail was delivered or opened is told there too, but only as far as the
service can know, so it is not written down: the reader's own acts are.
"""

import logging
import re

from django.db.models import Q

from members import bounces
from members.models import OutboxMail, Person
from members.services.people import choose_notices

logger = logging.getLogger(__name__)
Bounce = OutboxMail.Bounce
WRONG_ADDRESS = ("invalid", "bounced")


def heard(sender, event, esp_name: str, **kwargs) -> None:
    """Receiver of anymail.signals.tracking; whoever posted it has shown the webhook's secret."""
    mail = mail_of(event)
    if mail is None:
        return
    logger.info("mail=%s service=%s event=%s", mail.pk, esp_name, event.event_type)
    if event.event_type in ("complained", "unsubscribed"):
        if mail.person:
            choose_notices(mail.person, Person.Notices.NEEDED)
    elif event.event_type == "delivered":
        bounces.arrived(mail)
    elif event.event_type == "deferred" or (event.event_type == "bounced" and _is_soft(event)):
        bounces.note(mail, Bounce.PASSING, _words(event))
    elif event.event_type in ("bounced", "rejected", "failed"):
        wrong = event.event_type != "failed" and event.reject_reason in WRONG_ADDRESS
        bounces.note(mail, Bounce.PERMANENT, _words(event), wrong_address=wrong)


def mail_of(event) -> OutboxMail | None:
    """By what was sent along with it (members.letters), else by its Message-ID; only if the recipient is the same."""
    uid, message_id = str((event.metadata or {}).get("outbox", "")), event.message_id or ""
    known = Q(uid=uid) if re.fullmatch(r"[0-9a-f-]{36}", uid) else Q(message_id=f"<{message_id.strip('<>')}>")
    mail = OutboxMail.objects.filter(known).select_related("person").first()
    same = mail and (not event.recipient or event.recipient.lower() == mail.to_email.lower())
    return mail if same else None


def _is_soft(event) -> bool:
    """Some services call it bounced where the receiving server only asks for patience."""
    told = event.esp_event or {}
    return "soft" in str(told.get("event") or told.get("Type") or "").lower()


def _words(event) -> str:
    return " ".join(str(event.mta_response or event.description or event.reject_reason or "").split())[:500]
