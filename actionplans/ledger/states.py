"""The states of a delivery: what they mean, and their words."""

import datetime

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actionplans.models import Delivery
from actionplans.models.deliveries import sent_again
from members.answers import UNSUBSCRIBED
from members.models import OutboxMail

Mail, Bounce = OutboxMail.State, OutboxMail.Bounce
WAITS = ("held", "queued", "waiting")  # until a worker takes it up, the share can be called back
ON_THE_WAY = (*WAITS, "resent", "sending")
NOT_REACHED = ("failed", "returned")

# state: (its words, the colour of its tag)
STATES: dict[str, tuple[str | Promise, str]] = {
    "acknowledged": (pgettext_lazy("delivery", "acknowledged"), "good"),
    "declined": (pgettext_lazy("delivery", "declined"), "warn"),
    "opened": (pgettext_lazy("delivery", "opened"), "brand"),
    "accepted": (pgettext_lazy("delivery", "accepted"), ""),
    "delayed": (pgettext_lazy("delivery", "put off"), "warn"),
    "held": (pgettext_lazy("delivery", "on hold"), "warn"),
    "queued": (pgettext_lazy("delivery", "queued"), "warn"),
    "resent": (pgettext_lazy("delivery", "to be sent again"), "warn"),
    "sending": (pgettext_lazy("delivery", "sending"), "warn"),
    "waiting": (pgettext_lazy("delivery", "waiting"), "warn"),
    "failed": (pgettext_lazy("delivery", "failed"), "bad"),
    "returned": (pgettext_lazy("delivery", "came back"), "bad"),
    "unsubscribed": (pgettext_lazy("delivery", "wants no notices"), ""),
    "recalled": (pgettext_lazy("delivery", "called back"), ""),
    "revoked": (pgettext_lazy("delivery", "link revoked"), ""),
}

# What is counted and listed together, the furthest first: (states, words, class of its part of the bar)
GROUPS: dict[str, tuple[tuple[str, ...], str | Promise, str]] = {
    "acknowledged": (("acknowledged",), _("acknowledged receipt"), "a"),
    "declined": (("declined",), _("declined to acknowledge"), ""),
    "opened": (("opened",), _("opened, not acknowledged"), "e"),
    "accepted": (("accepted",), _("accepted by the mail server, not opened"), "d"),
    "delayed": (("delayed",), _("put off by the receiving server"), ""),
    "under-way": (ON_THE_WAY, _("on the way"), "b"),
    "not-reached": (NOT_REACHED, _("not reached"), "c"),
    "recalled": (("recalled",), _("called back"), ""),
    "unsubscribed": (("unsubscribed",), _("want no notices"), ""),
    "revoked": (("revoked",), _("revoked before being read"), ""),
}
FURTHEST = tuple(state for states, _words, _bar in GROUPS.values() for state in states)


def with_state(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Adds `state`, a key of STATES: the furthest that each came. A link revoked after it was acknowledged stays
    acknowledged; due dates after the share's hold are other waits, such as a domain's rate."""
    now = timezone.now()
    in_hold = Q(share__created_at__gt=now - datetime.timedelta(seconds=settings.SHARE_HOLD_SECONDS))
    steps = {
        "acknowledged": Q(acknowledged_at__isnull=False),
        "declined": Q(declined_at__isnull=False),
        "opened": Q(opened_at__isnull=False),
        "recalled": Q(mail__state=Mail.WITHDRAWN, share__recalled_at__isnull=False),
        "unsubscribed": Q(mail__answer=UNSUBSCRIBED),
        "revoked": Q(revoked_at__isnull=False) | Q(mail__state=Mail.WITHDRAWN),
        "returned": Q(mail__bounce=Bounce.PERMANENT),
        "delayed": Q(mail__bounce=Bounce.PASSING, mail__state=Mail.ACCEPTED),
        "resent": Q(mail__state=Mail.QUEUED, mail__attempts=0) & Q(sent_again()),
        "waiting": Q(mail__state=Mail.QUEUED, mail__attempts__gt=0),
        "held": Q(mail__state=Mail.QUEUED, mail__due_at__gt=now) & in_hold,
    }
    whens = [When(condition, then=Value(state)) for state, condition in steps.items()]
    return deliveries.annotate(state=Case(*whens, default=F("mail__state"), output_field=TextField()))
