"""Who has a shared version: what became of each delivery, in words, from the database alone."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy

from actionplans.models import Delivery, Share
from members.answers import reason
from members.models import OutboxMail

Mail = OutboxMail.State
ON_THE_WAY = ("queued", "sending", "waiting")
NOT_REACHED = ("failed", "returned")
SOON = datetime.timedelta(minutes=2)

# state: (its words, the colour of its tag, the class of its part of the bar)
STATES: dict[str, tuple[str | Promise, str, str]] = {
    "acknowledged": (pgettext_lazy("delivery", "acknowledged"), "good", "a"),
    "opened": (pgettext_lazy("delivery", "opened"), "brand", "e"),
    "accepted": (pgettext_lazy("delivery", "accepted"), "", "d"),
    "queued": (pgettext_lazy("delivery", "queued"), "warn", "b"),
    "sending": (pgettext_lazy("delivery", "sending"), "warn", "b"),
    "waiting": (pgettext_lazy("delivery", "waiting"), "warn", "b"),
    "failed": (pgettext_lazy("delivery", "failed"), "bad", "c"),
    "returned": (pgettext_lazy("delivery", "came back"), "bad", "c"),
    "revoked": (pgettext_lazy("delivery", "link revoked"), "", ""),
}


@dataclass(frozen=True)
class Row:
    pk: int
    organization: str
    kind: str
    person: str
    state: str
    words: str
    colour: str
    event: str
    note: str
    raw: str
    correct_at: str
    link_closed: str
    can_revoke: bool


@dataclass(frozen=True)
class Figure:
    """How many of all; `x` and `width` are its part of a bar 100 wide."""

    count: int
    words: str
    bar: str
    x: float
    width: float


@dataclass(frozen=True)
class Ledger:
    rows: list[Row]
    figures: list[Figure]
    poll_seconds: int

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def in_words(self) -> str:
        """The bar for whoever doesn't see it."""
        return ", ".join(f"{figure.count} {figure.words}" for figure in self.figures)


def ledger(share: Share, retries: int) -> Ledger:
    """One query. `retries`: how often a mail is tried again before it has failed."""
    now = timezone.now()
    deliveries = list(
        Delivery.objects.filter(share=share)
        .select_related("person", "organization", "mail")
        .defer("mail__text", "mail__subject", "organization__search_key", "person__search_key")
        .order_by(*(F(name) for name in Delivery._meta.ordering))
    )
    rows = [_row(delivery, retries, now) for delivery in deliveries]
    return Ledger(rows, _figures(rows), _poll_seconds(deliveries, now))


def state_of(delivery: Delivery) -> str:
    """The furthest that it came. A link revoked after it was acknowledged stays acknowledged."""
    mail = delivery.mail
    if delivery.acknowledged_at:
        return "acknowledged"
    if delivery.opened_at:
        return "opened"
    if delivery.revoked_at or mail.state == Mail.WITHDRAWN:
        return "revoked"
    if mail.bounce == OutboxMail.Bounce.PERMANENT:
        return "returned"
    if mail.state == Mail.QUEUED and mail.attempts:
        return "waiting"
    return mail.state


def _row(delivery: Delivery, retries: int, now: datetime.datetime) -> Row:
    state, mail, organization = state_of(delivery), delivery.mail, delivery.organization
    words, colour, _ = STATES[state]
    return Row(
        pk=delivery.pk,
        organization=organization.name,
        kind=str(organization.get_level_display() or organization.get_kind_display()),
        person=delivery.person.name,
        state=state,
        words=str(words),
        colour=colour,
        event=_event(delivery, state, retries),
        note=delivery.note,
        raw=mail.answer if state in (*NOT_REACHED, "waiting") else "",
        correct_at=reverse("members:person_update", args=[delivery.person_id]) if state in NOT_REACHED else "",
        link_closed=_closed(delivery, state, now),
        can_revoke=delivery.revoked_at is None and delivery.expires_at > now,
    )


def _event(delivery: Delivery, state: str, retries: int) -> str:
    """The last thing that happened, with its time."""
    mail = delivery.mail
    if state == "acknowledged":
        who = ", ".join(filter(None, [delivery.acknowledged_name, delivery.acknowledged_position]))
        return f"{moment(delivery.acknowledged_at)} · {who}"
    if state == "opened":
        return gettext("%(when)s, not acknowledged yet") % {"when": moment(delivery.opened_at)}
    if state == "revoked":
        return moment(delivery.revoked_at or mail.finished_at)
    if state == "returned":
        return " · ".join(filter(None, [moment(mail.bounced_at), reason(mail.answer)]))
    if state == "waiting":
        again = gettext("retry %(number)s of %(of)s at %(when)s")
        again %= {"number": mail.attempts, "of": retries, "when": moment(mail.due_at)}
        return " · ".join(filter(None, [again, reason(mail.answer)]))
    if state == "failed":
        return " · ".join(filter(None, [moment(mail.finished_at), reason(mail.answer)]))
    if state == "accepted":
        return gettext("by the mail server, %(when)s") % {"when": moment(mail.finished_at)}
    return moment(mail.created_at)


def _closed(delivery: Delivery, state: str, now: datetime.datetime) -> str:
    """Said beside a state that doesn't say it itself."""
    if delivery.revoked_at and state != "revoked":
        return pgettext("delivery", "link revoked")
    return gettext("link ended") if delivery.expires_at <= now and not delivery.revoked_at else ""


def _figures(rows: list[Row]) -> list[Figure]:
    counted = Counter(row.state for row in rows)
    groups = [
        (("acknowledged",), gettext("acknowledged receipt"), "a"),
        (("opened",), gettext("opened, not acknowledged"), "e"),
        (("accepted",), gettext("accepted by the mail server, not opened"), "d"),
        (ON_THE_WAY, gettext("on the way"), "b"),
        (NOT_REACHED, gettext("not reached"), "c"),
        (("revoked",), gettext("revoked before being read"), ""),
    ]
    figures, x = [], 0.0
    for states, words, bar in groups:
        count = sum(counted[state] for state in states)
        width = 100 * count / (len(rows) or 1)
        if count or "revoked" not in states:
            figures.append(Figure(count, words, bar, round(x, 2), round(width, 2)))
        x += width
    return figures


def _poll_seconds(deliveries: list[Delivery], now: datetime.datetime) -> int:
    """Look again every 2 s while something moves, every 30 while all that is left waits, never once all is settled."""
    open_mails = [d.mail for d in deliveries if state_of(d) in ON_THE_WAY]
    if not open_mails:
        return 0
    return 2 if any(mail.due_at < now + SOON for mail in open_mails) else 30


def moment(when: datetime.datetime | None) -> str:
    """«19 abr 10:04»; the year where it isn't this one."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    words = date_format(local, "j M H:i" if local.year == timezone.localdate().year else "j M Y H:i")
    return words.lower() if get_language() == "es" else words
