"""Who has a shared version: what became of each delivery, in words, from the database alone."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

from actionplans.ledger.states import NOT_REACHED, ON_THE_WAY, STATES, Mail, state_of
from actionplans.models import Delivery, Reminder, Share
from members.answers import reason

SOON = datetime.timedelta(minutes=2)


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
    reminded: str
    link_closed: str
    can_revoke: bool
    can_send_again: bool


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
    def can_recall(self) -> bool:
        """Some mail waits: until it is taken up it can be called back."""
        return any(row.state in ("held", "queued", "waiting") for row in self.rows)

    @property
    def holds(self) -> bool:
        return any(row.state == "held" for row in self.rows)

    @property
    def open_links(self) -> int:
        return sum(row.can_revoke for row in self.rows)

    @property
    def answers(self) -> list[Row]:
        """Whoever wrote something."""
        return [row for row in self.rows if row.note]

    @property
    def in_words(self) -> str:
        """The bar for whoever doesn't see it."""
        return ", ".join(f"{figure.count} {figure.words}" for figure in self.figures)


def ledger(share: Share, retries: int) -> Ledger:
    """Two queries. `retries`: how often a mail is tried again before it has failed."""
    now = timezone.now()
    deliveries = deliveries_of(share)
    rows = [_row(delivery, retries, now) for delivery in deliveries]
    return Ledger(rows, _figures(rows), _poll_seconds(deliveries, now))


def deliveries_of(share: Share) -> list[Delivery]:
    """With all that the ledger says of each."""
    reminders = Reminder.objects.select_related("mail").defer("mail__text", "mail__subject")
    deliveries = (
        Delivery.objects.filter(share=share)
        .select_related("person", "organization", "mail")
        .defer("mail__text", "mail__subject", "organization__search_key", "person__search_key")
        .prefetch_related(Prefetch("reminders", reminders))
        .order_by(*(F(name) for name in Delivery._meta.ordering))
    )
    return [_with(delivery, share) for delivery in deliveries]


def _with(delivery: Delivery, share: Share) -> Delivery:
    delivery.share = share
    return delivery


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
        reminded=_reminded(delivery),
        link_closed=_closed(delivery, state, now),
        can_revoke=delivery.revoked_at is None and delivery.expires_at > now,
        can_send_again=state in NOT_REACHED and _corrected(delivery),
    )


def _event(delivery: Delivery, state: str, retries: int) -> str:
    """The last thing that happened, with its time."""
    mail = delivery.mail
    if state == "acknowledged":
        who = ", ".join(filter(None, [delivery.acknowledged_name, delivery.acknowledged_position]))
        return f"{moment(delivery.acknowledged_at)} · {who}"
    if state == "declined":
        return moment(delivery.declined_at)
    if state == "opened":
        return gettext("%(when)s, not acknowledged yet") % {"when": moment(delivery.opened_at)}
    if state == "held":
        return gettext("until %(when)s") % {"when": moment(mail.due_at, seconds=True)}
    if state in ("revoked", "recalled", "unsubscribed"):
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


def _reminded(delivery: Delivery) -> str:
    """What became of the last reminder; empty where there is none, or it was withdrawn before it left."""
    mail = next((reminder.mail for reminder in delivery.reminders.all() if reminder.mail.state != Mail.WITHDRAWN), None)
    if mail is None:
        return ""
    if mail.state == Mail.ACCEPTED and not mail.bounced_at:
        return gettext("reminded %(when)s") % {"when": moment(mail.finished_at)}
    if mail.state in (Mail.QUEUED, Mail.SENDING):
        return gettext("a reminder is on its way")
    words = gettext("the reminder did not arrive, %(when)s") % {"when": moment(mail.bounced_at or mail.finished_at)}
    return " · ".join(filter(None, [words, reason(mail.answer)]))


def _corrected(delivery: Delivery) -> bool:
    """The directory has another address than the one that failed, and the link is open."""
    person = delivery.person
    changed = person.email.lower() != delivery.mail.to_email.lower()
    usable = delivery.revoked_at is None and delivery.expires_at > timezone.now() and not delivery.share.recalled_at
    return usable and bool(person.email) and changed and not person.email_bounces


def _closed(delivery: Delivery, state: str, now: datetime.datetime) -> str:
    """Said beside a state that doesn't say it itself."""
    if delivery.revoked_at and state not in ("revoked", "recalled"):
        return pgettext("delivery", "link revoked")
    return gettext("link ended") if delivery.expires_at <= now and not delivery.revoked_at else ""


def _figures(rows: list[Row]) -> list[Figure]:
    counted = Counter(row.state for row in rows)
    groups = [
        (("acknowledged",), gettext("acknowledged receipt"), "a"),
        (("declined",), gettext("declined to acknowledge"), ""),
        (("opened",), gettext("opened, not acknowledged"), "e"),
        (("accepted",), gettext("accepted by the mail server, not opened"), "d"),
        (ON_THE_WAY, gettext("on the way"), "b"),
        (NOT_REACHED, gettext("not reached"), "c"),
        (("recalled",), gettext("called back"), ""),
        (("unsubscribed",), gettext("want no notices"), ""),
        (("revoked",), gettext("revoked before being read"), ""),
    ]
    figures, x = [], 0.0
    for states, words, bar in groups:
        count = sum(counted[state] for state in states)
        width = 100 * count / (len(rows) or 1)
        if count or bar:
            figures.append(Figure(count, words, bar, round(x, 2), round(width, 2)))
        x += width
    return figures


def _poll_seconds(deliveries: list[Delivery], now: datetime.datetime) -> int:
    """Look again every 2 s while something moves, every 30 while all that is left waits, never once all is settled."""
    open_mails = [d.mail for d in deliveries if state_of(d) in ON_THE_WAY]
    reminders = [reminder.mail for d in deliveries for reminder in d.reminders.all()]
    open_mails += [mail for mail in reminders if mail.state in (Mail.QUEUED, Mail.SENDING)]
    if not open_mails:
        return 0
    return 2 if any(mail.due_at < now + SOON for mail in open_mails) else 30


def moment(when: datetime.datetime | None, seconds: bool = False) -> str:
    """«19 abr 10:04»; the year where it isn't this one."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    clock = "H:i:s" if seconds else "H:i"
    words = date_format(local, f"j M {clock}" if local.year == timezone.localdate().year else f"j M Y {clock}")
    return words.lower() if get_language() == "es" else words
