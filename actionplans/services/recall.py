"""After sharing: taking it back while it waits, closing its links, sending again what came back."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Delivery, Share
from actionplans.models.deliveries import sent_again
from actionplans.permissions import require_writer
from actionplans.services import subjects
from actionplans.services.errors import Refused
from actionplans.services.share import NotInForce, mail_context, sender_organization
from members import outbox
from members.models import OutboxMail, Person, User

State = OutboxMail.State


class AlreadySent(Refused):
    words = _("Every mail of this share has left already, or is just leaving. Its links can still be closed.")


class CalledBack(Refused):
    words = _("This share was called back. Share the version anew.")


class NothingToClose(Refused):
    words = _("This share has no open link any more.")


class NoOpenLink(Refused):
    words = _("This link is closed or has ended: share the version anew instead.")


class NotCorrected(Refused):
    words = _("There is no new address to send it to: correct it in the directory first.")


class SentThereBefore(Refused):
    words = _("It was sent to this address before.")


class NotNeeded(Refused):
    words = _("This delivery reached its reader: there is nothing to send again.")


class LeftAlready(Refused):
    words = _(
        "This mail has left already or is just leaving, or somebody called it back before. "
        "Its link can still be closed."
    )


@dataclass(frozen=True)
class Recalled:
    """`in_hand`: a worker has them just now; whether they leave is known in a moment, and the ledger says it."""

    withdrawn: int
    sent: int
    in_hand: int


@transaction.atomic
def recall_share(share: Share, *, actor: User) -> Recalled:
    """Withdraw every mail that has not left, and close its link. Raises CalledBack, or AlreadySent where all have left.
    What was sent again to a new address is called back by itself (recall_again).

    A worker claims a row under the same lock: a mail is withdrawn here, or a worker has it, or it was sent. What a
    worker has leaves only if that was asked before this (share.still_wanted); put off, it is not tried again.
    """
    require_writer(actor)
    current = Share.objects.select_for_update(no_key=True).get(pk=share.pk)
    if current.recalled_at:
        raise CalledBack
    first = share.deliveries.exclude(sent_again())
    mails = OutboxMail.objects.filter(pk__in=first.values("mail")).order_by("pk")
    states = dict(mails.select_for_update().values_list("pk", "state"))
    waiting = [pk for pk, state in states.items() if state == State.QUEUED]
    if not waiting:
        raise AlreadySent
    now = timezone.now()
    current.recalled_at = now
    current.save(update_fields=["recalled_at"])
    OutboxMail.objects.filter(pk__in=waiting).update(state=State.WITHDRAWN, finished_at=now)
    Delivery.objects.filter(mail__in=waiting, revoked_at=None).update(revoked_at=now)
    found = Counter(states.values())
    return Recalled(len(waiting), sent=found[State.ACCEPTED], in_hand=found[State.SENDING])


@transaction.atomic
def revoke_share(share: Share, *, actor: User) -> int:
    """Close every open link of it, and say how many; mails that wait never leave. Raises NothingToClose."""
    require_writer(actor)
    closed = Delivery.objects.open().filter(share=share).update(revoked_at=timezone.now())
    if not closed:
        raise NothingToClose
    return closed


@transaction.atomic
def send_again(delivery: Delivery, *, actor: User) -> Delivery:
    """A new mail, with the same link, to the address that stands in the directory now; once, where an
    earlier one went there too.

    It takes the old one's place in the ledger, and waits for SHARE_HOLD_SECONDS, in which it can be called back
    (recall_again). Raises CalledBack, NoOpenLink, NotInForce, NotNeeded, NotCorrected or SentThereBefore.
    """
    require_writer(actor)
    # Locked alone, then read: a lock taken together with the mail would miss a row whose mail was replaced meanwhile.
    Delivery.objects.select_for_update().get(pk=delivery.pk)
    whole = Delivery.objects.select_related("share__version__plan", "share__notice", "person", "mail")
    _refuse_again(whole.get(pk=delivery.pk))
    # Whoever tries the old mail again in the outbox locks it too: then it hasn't failed any more.
    OutboxMail.objects.select_for_update(of=("self",)).filter(delivery=delivery.pk).first()
    current = whole.get(pk=delivery.pk)
    _refuse_again(current)
    current.mail = outbox.queue(
        subjects.mails_of(current.share.subject).shared,
        key=f"{current.share_id}:{current.person_id}:{_mails_of(current).count()}",
        to=current.person,
        context=mail_context(current.share, sender_organization(actor)),
        subject_id=current.share_id,
        link_uid=current.uid,
        due_at=timezone.now() + datetime.timedelta(seconds=settings.SHARE_HOLD_SECONDS),
    )
    current.save(update_fields=["mail"])
    outbox.wake_worker(in_seconds=settings.SHARE_HOLD_SECONDS)
    return current


@transaction.atomic
def recall_again(delivery: Delivery, *, actor: User) -> Delivery:
    """Take back what send_again() queued and has not left: the mail that failed has its place again, the link stays.
    A worker claims a row under the same lock. Raises LeftAlready."""
    require_writer(actor)
    Delivery.objects.select_for_update().get(pk=delivery.pk)
    current = Delivery.objects.filter(sent_again(), pk=delivery.pk).first()
    if current is None:
        raise LeftAlready
    mail = OutboxMail.objects.select_for_update().get(pk=current.mail_id)
    if mail.state != State.QUEUED:
        raise LeftAlready
    mail.state, mail.finished_at = State.WITHDRAWN, timezone.now()
    mail.save(update_fields=["state", "finished_at"])
    left = _mails_of(current).exclude(state=State.WITHDRAWN)
    current.mail = left.filter(event=mail.event, pk__lt=mail.pk).latest("pk")
    current.save(update_fields=["mail"])
    return current


@transaction.atomic
def send_all_again(person: Person, *, actor: User) -> list[Delivery]:
    """send_again() for everything that did not reach this person and still can. Raises NotNeeded."""
    require_writer(actor)
    failed = Q(mail__state=State.FAILED) | Q(mail__bounce=OutboxMail.Bounce.PERMANENT)
    sent = []
    for delivery in person.deliveries.usable().filter(failed).order_by("pk"):
        try:
            with transaction.atomic():
                sent.append(send_again(delivery, actor=actor))
        except Refused:
            continue
    if not sent:
        raise NotNeeded
    return sent


@transaction.atomic
def recall_all_again(person: Person, *, actor: User) -> int:
    """recall_again() for everything of this person that waits; says how many. Raises LeftAlready."""
    require_writer(actor)
    count = 0
    for delivery in person.deliveries.filter(sent_again(), mail__state=State.QUEUED).order_by("pk"):
        try:
            with transaction.atomic():
                recall_again(delivery, actor=actor)
        except Refused:
            continue
        count += 1
    if not count:
        raise LeftAlready
    return count


def _refuse_again(delivery: Delivery) -> None:
    mail, person = delivery.mail, delivery.person
    if delivery.share.recalled_at:
        raise CalledBack
    if not Delivery.objects.usable().filter(pk=delivery.pk).exists():
        raise NoOpenLink
    if not subjects.can_be_shared(delivery.share.subject):
        raise NotInForce
    came_back = mail.state == State.FAILED or mail.bounce == OutboxMail.Bounce.PERMANENT
    if delivery.acknowledged_at or delivery.declined_at or not came_back:
        raise NotNeeded
    same = person.email.lower() == mail.to_email.lower()
    # What came back from an address that is not marked as wrong had another reason: a full mailbox, a server's rules.
    if not person.email or person.email_bounces or (same and mail.bounce != OutboxMail.Bounce.PERMANENT):
        raise NotCorrected
    earlier = _mails_of(delivery).filter(event=mail.event).exclude(pk=mail.pk).exclude(state=State.WITHDRAWN)
    if earlier.filter(to_email__iexact=person.email).exists():
        raise SentThereBefore


def _mails_of(delivery: Delivery) -> QuerySet[OutboxMail]:
    """All that were ever written with its link."""
    return OutboxMail.objects.filter(link_uid=delivery.uid).order_by()
