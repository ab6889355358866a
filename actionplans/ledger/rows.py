"""Who has a shared version: what became of each delivery, in words, from the database alone."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from zlib import crc32

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

from actionplans.ledger.states import GROUPS, NOT_REACHED, STATES, Bounce, Mail, with_state
from actionplans.models import Delivery, PlanVersion, Reminder, Share
from actionplans.models.deliveries import departed
from members.answers import reason
from members.models import OutboxMail

ORDER = ("organization__sort_key", "person__sort_key", "pk")
WITH = ("share__version__plan", "share__notice", "person", "organization", "mail", "answer_seen_by__person")
ANSWERS = "answers"  # listed together like a group, whatever their state


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
    noted: str
    unread: bool
    raw: str
    correct_at: str
    reminded: str
    link_closed: str
    can_revoke: bool
    can_send_again: bool
    can_recall: bool

    @property
    def mark(self) -> str:
        """Changes where anything of the row does."""
        return f"{crc32(repr(asdict(self)).encode()):x}"


def rows(deliveries: Iterable[Delivery], retries: int) -> list[Row]:
    """Of deliveries from `full`. `retries`: how often a mail is tried again before it has failed."""
    now = timezone.now()
    return [_row(delivery, retries, now) for delivery in deliveries]


def listed(share: Share, show: str = "") -> QuerySet[Delivery]:
    """`show`: only that group of GROUPS, or only ANSWERS."""
    deliveries = full(Delivery.objects.filter(share=share)).order_by(*ORDER)
    if show == ANSWERS:
        return deliveries.exclude(note="")
    return deliveries.filter(state__in=GROUPS[show][0]) if show in GROUPS else deliveries


def full(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """With all that the ledger says of each. Two queries."""
    reminders = Reminder.objects.select_related("mail").defer("mail__text", "mail__subject")
    return (
        with_state(deliveries)
        .annotate(departed=ExpressionWrapper(departed(), BooleanField()))
        .select_related(*WITH)
        .defer("mail__text", "mail__subject", "organization__search_key", "person__search_key")
        .defer("share__version__content", "share__notice__text", "share__notice__text_en")
        .prefetch_related(Prefetch("reminders", reminders))
    )


def _row(delivery: Delivery, retries: int, now: datetime.datetime) -> Row:
    state, mail, organization = delivery.state, delivery.mail, delivery.organization
    words, colour = STATES[state]
    return Row(
        pk=delivery.pk,
        organization=delivery.organization_name,
        kind=str(organization.get_level_display() or organization.get_kind_display()),
        person=delivery.person_name,
        state=state,
        words=str(words),
        colour=colour,
        event=_event(delivery, state, retries),
        note=delivery.note,
        noted=_noted(delivery),
        unread=bool(delivery.note) and delivery.answer_seen_at is None,
        raw=mail.answer if state in (*NOT_REACHED, "waiting", "delayed") else "",
        correct_at=reverse("members:person_update", args=[delivery.person_id]) if state in NOT_REACHED else "",
        reminded=_reminded(delivery),
        link_closed=_closed(delivery, state, now),
        can_revoke=delivery.revoked_at is None and delivery.expires_at > now,
        can_send_again=state in NOT_REACHED and _can_go_again(delivery),
        can_recall=state == "resent",
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
    if state in ("held", "queued", "resent") and mail.due_at > max(_hold_ends(delivery), timezone.now()):
        return _later(mail)
    if state == "resent" and mail.due_at > timezone.now():
        return gettext("leaves %(when)s") % {"when": moment(mail.due_at, seconds=True)}
    if state == "held":
        return gettext("until %(when)s") % {"when": moment(mail.due_at, seconds=True)}
    if state in ("revoked", "recalled", "unsubscribed"):
        return moment(delivery.revoked_at or mail.finished_at)
    if state in ("returned", "delayed"):
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


def _hold_ends(delivery: Delivery) -> datetime.datetime:
    """That of the share, or of a mail that was sent again later."""
    return delivery.mail.created_at + datetime.timedelta(seconds=settings.SHARE_HOLD_SECONDS)


def _later(mail: OutboxMail) -> str:
    """When a mail leaves that waits for more than the hold of its share."""
    if mail.put_off_at:
        return gettext("waits for its turn, %(when)s") % {"when": moment(mail.due_at)}
    return gettext("it is night there: leaves %(when)s") % {"when": moment(mail.due_at)}


def _reminded(delivery: Delivery) -> str:
    """What became of the last reminder; empty where there is none, or it was withdrawn before it left."""
    mail = next((reminder.mail for reminder in delivery.reminders.all() if reminder.mail.state != Mail.WITHDRAWN), None)
    if mail is None:
        return ""
    if mail.state == Mail.ACCEPTED and mail.bounce != Bounce.PERMANENT:
        return gettext("reminded %(when)s") % {"when": moment(mail.finished_at)}
    if mail.state == Mail.QUEUED and not mail.attempts and mail.due_at > timezone.now():
        return gettext("a reminder leaves %(when)s") % {"when": moment(mail.due_at, seconds=True)}
    if mail.state in (Mail.QUEUED, Mail.SENDING):
        return gettext("a reminder is on its way")
    words = gettext("the reminder did not arrive, %(when)s") % {"when": moment(mail.bounced_at or mail.finished_at)}
    return " · ".join(filter(None, [words, reason(mail.answer)]))


def _noted(delivery: Delivery) -> str:
    """When somebody of the secretariat noted the answer, and who, where that is still known."""
    if not delivery.note or delivery.answer_seen_at is None:
        return ""
    who = getattr(delivery.answer_seen_by, "person", None)
    words = gettext("noted %(when)s") % {"when": moment(delivery.answer_seen_at)}
    return " · ".join(filter(None, [words, who and who.name]))


def _can_go_again(delivery: Delivery) -> bool:
    """The directory has another address than the one that failed, or the address was not why it came back; the link is
    open, and there is something to read."""
    person, share = delivery.person, delivery.share
    changed = person.email.lower() != delivery.mail.to_email.lower()
    is_open = delivery.revoked_at is None and delivery.expires_at > timezone.now()
    usable = is_open and not delivery.departed and not share.recalled_at
    in_force = share.version is None or share.version.state == PlanVersion.State.PUBLISHED
    other_reason = delivery.mail.bounce == Bounce.PERMANENT
    return usable and in_force and bool(person.email) and (changed or other_reason) and not person.email_bounces


def _closed(delivery: Delivery, state: str, now: datetime.datetime) -> str:
    """Said beside a state that doesn't say it itself."""
    if delivery.revoked_at and state not in ("revoked", "recalled"):
        return pgettext("delivery", "link revoked")
    if delivery.departed and not delivery.revoked_at:
        return gettext("not of this organization any more")
    return gettext("link ended") if delivery.expires_at <= now and not delivery.revoked_at else ""


def moment(when: datetime.datetime | None, seconds: bool = False) -> str:
    """«19 abr 10:04»; the year where it isn't this one."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    clock = "H:i:s" if seconds else "H:i"
    words = date_format(local, f"j M {clock}" if local.year == timezone.localdate().year else f"j M Y {clock}")
    return words.lower() if get_language() == "es" else words
