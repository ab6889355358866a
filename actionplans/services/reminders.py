"""Asking again whoever got a version or notice and has not answered for it; nobody else, and nobody twice a day."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Delivery, PlanVersion, Reminder
from actionplans.models.deliveries import Subject, about
from actionplans.permissions import require_writer
from actionplans.services import subjects
from actionplans.services.errors import Refused
from actionplans.services.share import NotInForce, mail_context, sender_organization
from members import outbox
from members.models import Organization, OutboxMail, User
from members.tokens import PLACEHOLDER

ANSWERED = Q(acknowledged_at__isnull=False) | Q(declined_at__isnull=False)
TWO_CLICKS = datetime.timedelta(minutes=2)
PAUSE = datetime.timedelta(hours=24)
WHAT_A_MAIL_NEEDS = ("share__version__plan", "share__notice", "person", "organization")


class NobodyToRemind(Refused):
    words = _(
        "There is nobody to remind now: "
        "all who can be reached have acknowledged it, or were reminded in the last 24 hours."
    )


class RemindersLeft(Refused):
    words = _("Every reminder has left already, or is just leaving.")


class JustReminded(NobodyToRemind):
    words = _("They were reminded just now.")


def to_remind(subject: Subject) -> QuerySet[Delivery]:
    """Of everybody who got it, in whatever share, the newest open delivery of each who has not answered for it.

    Not where the mail has not left, failed or came back, where the link, or that of a newer share, was revoked or has
    ended, nor where a reminder was written within PAUSE (and not called back), nor who wants no notices.
    """
    reached = Delivery.objects.usable().filter(**about(subject, "share__"), mail__state=OutboxMail.State.ACCEPTED)
    reached = reached.exclude(mail__bounce=OutboxMail.Bounce.PERMANENT).exclude(person__email="")
    reached = reached.filter(person__unsubscribed_at=None)
    reached = reached.exclude(person__bounced_email__iexact=F("person__email"))
    same_person = Delivery.objects.filter(person=OuterRef("person"), **about(subject, "share__"))
    answered = same_person.filter(ANSWERED)
    reminders = Reminder.objects.filter(delivery__person=OuterRef("person"), **about(subject, "delivery__share__"))
    left = reminders.exclude(mail__state=OutboxMail.State.WITHDRAWN)
    recent = left.filter(created_at__gt=timezone.now() - PAUSE)
    revoked = same_person.filter(pk__gt=OuterRef("pk"), revoked_at__isnull=False, share__recalled_at=None)
    undeliverable = Q(mail__state=OutboxMail.State.FAILED) | Q(mail__bounce=OutboxMail.Bounce.PERMANENT)
    in_vain = reminders.filter(undeliverable, mail__to_email__iexact=OuterRef("person__email"))
    due = reached.exclude(Exists(answered)).exclude(Exists(recent)).exclude(Exists(in_vain)).exclude(Exists(revoked))
    newest = due.order_by("person_id", "-share__created_at", "-pk").distinct("person_id")
    return Delivery.objects.filter(pk__in=newest.values("pk"))


@transaction.atomic
def remind(subject: Subject, *, actor: User) -> list[Reminder]:
    """They wait for SHARE_HOLD_SECONDS, in which they can be called back. Raises NotInForce or NobodyToRemind; so
    asking twice, or two at once, is reminding once."""
    require_writer(actor)
    subject = subjects.lock_subject(subject)
    if not subjects.can_be_shared(subject):
        raise NotInForce
    due = list(
        to_remind(subject).select_related(*WHAT_A_MAIL_NEEDS).annotate(rounds=Max("reminders__number", default=0))
    )
    if not due:
        moments_ago = Reminder.objects.filter(
            **about(subject, "delivery__share__"), created_at__gt=timezone.now() - TWO_CLICKS
        )
        raise JustReminded if moments_ago.exists() else NobodyToRemind
    sender = sender_organization(actor)
    due_at = timezone.now() + datetime.timedelta(seconds=settings.SHARE_HOLD_SECONDS)
    numbers = [delivery.rounds + 1 for delivery in due]
    letters = [_letter(delivery, number, sender, due_at) for delivery, number in zip(due, numbers, strict=True)]
    mails = outbox.queue_many(subjects.mails_of(subject).reminder, letters)
    outbox.wake_worker(in_seconds=settings.SHARE_HOLD_SECONDS)
    made = [
        Reminder(delivery=delivery, number=number, mail=mail, created_by=actor)
        for delivery, number, mail in zip(due, numbers, mails, strict=True)
    ]
    return Reminder.objects.bulk_create(made, batch_size=outbox.BATCH)


def _letter(delivery: Delivery, number: int, sender: Organization | None, due_at: datetime.datetime) -> outbox.Letter:
    return outbox.Letter(
        f"{delivery.pk}:{number}",
        delivery.person,
        _context(delivery, sender),
        subject_id=delivery.share_id,
        link_uid=delivery.uid,
        due_at=due_at,
    )


@transaction.atomic
def recall_reminders(subject: Subject, *, actor: User) -> tuple[int, int]:
    """Withdraw the reminders about it that have not left: who was to get them can be reminded again. Returns how many
    were withdrawn and how many a worker has in hand: those leave now, or never. A worker claims a row under the same
    lock. Raises RemindersLeft.
    """
    require_writer(actor)
    State = OutboxMail.State
    mails = OutboxMail.objects.filter(**about(subject, "reminder__delivery__share__"))
    moving = mails.filter(state__in=[State.QUEUED, State.SENDING]).order_by("pk").select_for_update(of=("self",))
    states = dict(moving.values_list("pk", "state"))
    waiting = [pk for pk, state in states.items() if state == State.QUEUED]
    if not waiting:
        raise RemindersLeft
    now = timezone.now()
    OutboxMail.objects.filter(pk__in=states).update(finished_at=now)
    OutboxMail.objects.filter(pk__in=waiting).update(state=State.WITHDRAWN)
    return len(waiting), len(states) - len(waiting)


def preview(delivery: Delivery, *, actor: User) -> tuple[str, str]:
    """(subject, text) of the reminder as this reader would get it; nothing is written."""
    context = _context(delivery, sender_organization(actor)) | {"person": delivery.person}
    template = f"actionplans/email/{subjects.mails_of(delivery.share.subject).reminder}.txt"
    subject, text = outbox.render(template, delivery.person.language, context)
    return subject, text.replace(PLACEHOLDER, "…")


def _context(delivery: Delivery, sender: Organization | None) -> dict:
    ends = timezone.localtime(delivery.expires_at)
    return mail_context(delivery.share, sender) | {
        "link_ends": ends,
        "shared_on": timezone.localtime(delivery.share.created_at),
    }


def still_wanted(mail: OutboxMail) -> bool:
    """Not answered for meanwhile (through whatever share of it), nor revoked; and a version is still in force."""
    in_force = Q(share__version__state=PlanVersion.State.PUBLISHED) | Q(share__notice__isnull=False)
    open_ones = Delivery.objects.usable().filter(in_force, reminders__mail=mail)
    delivery = open_ones.select_related("share__version", "share__notice", "person").first()
    if delivery is None or delivery.person.email_bounces:
        return False
    same = Delivery.objects.filter(person=delivery.person_id, **about(delivery.share.subject, "share__"))
    return not same.filter(ANSWERED).exists()
