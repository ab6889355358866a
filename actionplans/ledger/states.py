"""The states of a delivery, in words."""

import re

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from actionplans.models import Delivery
from members.models import OutboxMail

Mail = OutboxMail.State
ON_THE_WAY = ("held", "queued", "sending", "waiting")
NOT_REACHED = ("failed", "returned")

# state: (its words, the colour of its tag, the class of its part of the bar)
STATES: dict[str, tuple[str | Promise, str, str]] = {
    "acknowledged": (pgettext_lazy("delivery", "acknowledged"), "good", "a"),
    "opened": (pgettext_lazy("delivery", "opened"), "brand", "e"),
    "accepted": (pgettext_lazy("delivery", "accepted"), "", "d"),
    "held": (pgettext_lazy("delivery", "on hold"), "warn", "b"),
    "queued": (pgettext_lazy("delivery", "queued"), "warn", "b"),
    "sending": (pgettext_lazy("delivery", "sending"), "warn", "b"),
    "waiting": (pgettext_lazy("delivery", "waiting"), "warn", "b"),
    "failed": (pgettext_lazy("delivery", "failed"), "bad", "c"),
    "returned": (pgettext_lazy("delivery", "came back"), "bad", "c"),
    "recalled": (pgettext_lazy("delivery", "called back"), "", ""),
    "revoked": (pgettext_lazy("delivery", "link revoked"), "", ""),
}

# What mail servers mean, by the extended code where there is one, else by the plain one.
REASONS: list[tuple[str, Promise]] = [
    (r"no e-mail address", gettext_lazy("no e-mail address in the directory")),
    (r"\d{3}[ -]5\.1\.[126]|5\.1\.[126]", gettext_lazy("this address does not exist: correct it in the directory")),
    (r"\d{3}[ -]\d\.2\.2", gettext_lazy("the mailbox is full")),
    (r"\d{3}[ -]5\.2\.1", gettext_lazy("the mailbox is closed")),
    (r"\d{3}[ -]\d\.7\.", gettext_lazy("refused by the rules of the receiving server")),
    (r"(421|450|451)", gettext_lazy("the receiving server is busy")),
    (r"(452|552)", gettext_lazy("the mailbox is full, or the mail too big for it")),
    (r"(550|551|553)", gettext_lazy("this address does not exist or takes no mail: correct it in the directory")),
    (r"4\d\d", gettext_lazy("the receiving server asks for another try later")),
    (r"5\d\d", gettext_lazy("the receiving server refused it")),
    (r"[A-Za-z]+: |gaierror|timeout", gettext_lazy("the mail server could not be reached")),
]


def state_of(delivery: Delivery) -> str:
    """The furthest that it came. A link revoked after it was acknowledged stays acknowledged."""
    mail = delivery.mail
    if delivery.acknowledged_at:
        return "acknowledged"
    if delivery.opened_at:
        return "opened"
    if mail.state == Mail.WITHDRAWN and delivery.share.recalled_at:
        return "recalled"
    if delivery.revoked_at or mail.state == Mail.WITHDRAWN:
        return "revoked"
    if mail.bounce == OutboxMail.Bounce.PERMANENT:
        return "returned"
    if mail.state == Mail.QUEUED and mail.attempts:
        return "waiting"
    if mail.state == Mail.QUEUED and mail.due_at > timezone.now():
        return "held"
    return mail.state


def reason(answer: str) -> str:
    """A mail server's answer in words; empty for one that says nothing known."""
    return next((str(words) for pattern, words in REASONS if re.match(pattern, answer)), "")
