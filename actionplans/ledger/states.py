"""The states of a delivery, in words."""

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from actionplans.models import Delivery
from members.answers import UNSUBSCRIBED
from members.models import OutboxMail

Mail = OutboxMail.State
ON_THE_WAY = ("held", "queued", "sending", "waiting")
NOT_REACHED = ("failed", "returned")

# state: (its words, the colour of its tag, the class of its part of the bar)
STATES: dict[str, tuple[str | Promise, str, str]] = {
    "acknowledged": (pgettext_lazy("delivery", "acknowledged"), "good", "a"),
    "declined": (pgettext_lazy("delivery", "declined"), "warn", "e"),
    "opened": (pgettext_lazy("delivery", "opened"), "brand", "e"),
    "accepted": (pgettext_lazy("delivery", "accepted"), "", "d"),
    "held": (pgettext_lazy("delivery", "on hold"), "warn", "b"),
    "queued": (pgettext_lazy("delivery", "queued"), "warn", "b"),
    "sending": (pgettext_lazy("delivery", "sending"), "warn", "b"),
    "waiting": (pgettext_lazy("delivery", "waiting"), "warn", "b"),
    "failed": (pgettext_lazy("delivery", "failed"), "bad", "c"),
    "returned": (pgettext_lazy("delivery", "came back"), "bad", "c"),
    "unsubscribed": (pgettext_lazy("delivery", "wants no notices"), "", ""),
    "recalled": (pgettext_lazy("delivery", "called back"), "", ""),
    "revoked": (pgettext_lazy("delivery", "link revoked"), "", ""),
}


def state_of(delivery: Delivery) -> str:
    """The furthest that it came. A link revoked after it was acknowledged stays acknowledged."""
    mail = delivery.mail
    if delivery.acknowledged_at:
        return "acknowledged"
    if delivery.declined_at:
        return "declined"
    if delivery.opened_at:
        return "opened"
    if mail.state == Mail.WITHDRAWN and delivery.share.recalled_at:
        return "recalled"
    if mail.answer == UNSUBSCRIBED:
        return "unsubscribed"
    if delivery.revoked_at or mail.state == Mail.WITHDRAWN:
        return "revoked"
    if mail.bounce == OutboxMail.Bounce.PERMANENT:
        return "returned"
    if mail.state == Mail.QUEUED and mail.attempts:
        return "waiting"
    if mail.state == Mail.QUEUED and timezone.now() < min(mail.due_at, delivery.share.held_until):
        return "held"  # later due dates are other waits: a domain's rate
    return mail.state
