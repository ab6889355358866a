"""Asking again whoever got a version and has not acknowledged it; nobody else, and nobody twice a day."""

import datetime

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Delivery, PlanVersion, Reminder
from actionplans.permissions import require_writer
from actionplans.services.errors import Refused
from actionplans.services.locks import lock_version
from actionplans.services.share import NotInForce, mail_context, sender_organization
from members import outbox
from members.models import Organization, OutboxMail, User
from members.tokens import PLACEHOLDER

PLAN_REMINDER = "plan_reminder"
PAUSE = datetime.timedelta(hours=24)
WHAT_A_MAIL_NEEDS = ("share__version__plan", "person", "organization")


class NobodyToRemind(Refused):
    words = _(
        "There is nobody to remind now: "
        "all who can be reached have acknowledged it, or were reminded in the last 24 hours."
    )


def to_remind(version: PlanVersion) -> QuerySet[Delivery]:
    """Of everybody who got this version, in whatever share, the newest open delivery of each who has not acknowledged.

    Not where the mail has not left, failed or came back, where the link was revoked or has ended, nor where a reminder
    was written within PAUSE.
    """
    reached = Delivery.objects.usable().filter(share__version=version, mail__state=OutboxMail.State.ACCEPTED)
    reached = reached.exclude(mail__bounce=OutboxMail.Bounce.PERMANENT).exclude(person__email="")
    reached = reached.exclude(person__bounced_email__iexact=F("person__email"))
    same_person = {"person": OuterRef("person"), "share__version": version}
    acknowledged = Delivery.objects.filter(**same_person, acknowledged_at__isnull=False)
    reminders = Reminder.objects.filter(delivery__person=OuterRef("person"), delivery__share__version=version)
    recent = reminders.filter(created_at__gt=timezone.now() - PAUSE)
    undeliverable = Q(mail__state=OutboxMail.State.FAILED) | Q(mail__bounce=OutboxMail.Bounce.PERMANENT)
    in_vain = reminders.filter(undeliverable, mail__to_email__iexact=OuterRef("person__email"))
    due = reached.exclude(Exists(acknowledged)).exclude(Exists(recent)).exclude(Exists(in_vain))
    newest = due.order_by("person_id", "-share__created_at", "-pk").distinct("person_id")
    return Delivery.objects.filter(pk__in=newest.values("pk"))


@transaction.atomic
def remind(version: PlanVersion, *, actor: User) -> list[Reminder]:
    """Raises NotInForce or NobodyToRemind; so asking twice, or two at once, is reminding once."""
    require_writer(actor)
    version = lock_version(version)
    if version.state != PlanVersion.State.PUBLISHED:
        raise NotInForce
    due = list(
        to_remind(version).select_related(*WHAT_A_MAIL_NEEDS).annotate(rounds=Max("reminders__number", default=0))
    )
    if not due:
        raise NobodyToRemind
    sender = sender_organization(actor)
    return Reminder.objects.bulk_create([_reminder(delivery, delivery.rounds + 1, sender, actor) for delivery in due])


def _reminder(delivery: Delivery, number: int, sender: Organization | None, actor: User) -> Reminder:
    mail = outbox.queue(
        PLAN_REMINDER,
        key=f"{delivery.pk}:{number}",
        to=delivery.person,
        context=_context(delivery, sender),
        subject_id=delivery.share_id,
        link_uid=delivery.uid,
    )
    return Reminder(delivery=delivery, number=number, mail=mail, created_by=actor)


def preview(delivery: Delivery, *, actor: User) -> tuple[str, str]:
    """(subject, text) of the reminder as this reader would get it; nothing is written."""
    context = _context(delivery, sender_organization(actor)) | {"person": delivery.person}
    subject, text = outbox.render(f"actionplans/email/{PLAN_REMINDER}.txt", delivery.person.language, context)
    return subject, text.replace(PLACEHOLDER, "…")


def _context(delivery: Delivery, sender: Organization | None) -> dict:
    ends = timezone.localtime(delivery.expires_at)
    return mail_context(delivery.share, sender) | {
        "link_ends": ends,
        "shared_on": timezone.localtime(delivery.share.created_at),
    }


def still_wanted(mail: OutboxMail) -> bool:
    """Not acknowledged meanwhile (through whatever share of it), nor revoked; and the version is still in force."""
    open_ones = Delivery.objects.usable().filter(
        reminders__mail=mail, share__version__state=PlanVersion.State.PUBLISHED
    )
    delivery = open_ones.select_related("share", "person").first()
    if delivery is None or delivery.person.email_bounces:
        return False
    same = Delivery.objects.filter(person=delivery.person_id, share__version=delivery.share.version_id)
    return not same.filter(acknowledged_at__isnull=False).exists()
