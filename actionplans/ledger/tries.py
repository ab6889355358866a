"""Every mail of a delivery – the first one, those to a corrected address, reminders – and every try of each."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from actionplans.ledger.states import Bounce, Mail
from actionplans.models import Delivery
from members.answers import reason
from members.models import OutboxMail
from members.postbox import STATES


@dataclass(frozen=True)
class Try:
    """`raw`: the server's own words."""

    at: datetime.datetime
    words: str
    colour: str
    raw: str


@dataclass(frozen=True)
class Letter:
    name: str
    subject: str
    address: str
    created_at: datetime.datetime
    due_at: datetime.datetime | None
    words: str
    colour: str
    tries: list[Try]


def letters_of(delivery: Delivery) -> list[Letter]:
    """The oldest first. Two queries."""
    mails = OutboxMail.objects.filter(link_uid=delivery.uid).defer("text", "calendar")
    return [_letter(mail, n) for n, mail in enumerate(mails.prefetch_related("tries").order_by("created_at", "pk"))]


def _letter(mail: OutboxMail, before: int) -> Letter:
    words, colour = STATES[mail.state]
    return Letter(
        name=_name(mail, before),
        subject=mail.subject,
        address=mail.to_email,
        created_at=mail.created_at,
        due_at=mail.due_at if mail.state == Mail.QUEUED else None,
        words=str(words),
        colour=colour,
        tries=[_try(one) for one in mail.tries.all()] + _bounced(mail),
    )


def _name(mail: OutboxMail, before: int) -> str:
    if mail.event.endswith("reminder"):
        return gettext("Reminder")
    return gettext("Sent again") if before else gettext("First mail")


def _try(one) -> Try:
    words = pgettext("mail", "accepted by the mail server") if one.accepted else reason(one.answer)
    return Try(one.at, words or gettext("not accepted"), "good" if one.accepted else "bad", one.answer)


def _bounced(mail: OutboxMail) -> list[Try]:
    """What was told after the server had accepted it."""
    if not mail.bounced_at:
        return []
    for_good = mail.bounce == Bounce.PERMANENT
    words = gettext("came back") if for_good else gettext("put off by the receiving server")
    said = " · ".join(filter(None, [words, reason(mail.answer)]))
    return [Try(mail.bounced_at, said, "bad" if for_good else "warn", mail.answer)]
