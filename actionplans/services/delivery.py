"""What a stakeholder does with a link. Whoever holds it acts, without an account: the delivery itself is the actor."""

import datetime
from secrets import compare_digest

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Delivery, Share
from actionplans.models.deliveries import DeliveryQuerySet
from actionplans.permissions import require_writer
from actionplans.services.errors import Refused
from members.models import User

ANSWER = ("acknowledged_at", "declined_at", "note", "answered_at", "answer_seen_at", "answer_seen_by")


class AlreadyAcknowledged(Refused):
    """`current` says by whom."""

    words = _("This delivery has already been acknowledged.")

    def __init__(self, current: Delivery):
        super().__init__(current.pk)
        self.current = current


class AnotherAddress(Refused):
    words = _("This isn't the address that the mail was sent to.")


class LinkEnded(Refused):
    words = _("This link is not valid any more.")


def note_opened(*, actor: Delivery) -> None:
    """The first time counts. Only an indication: a mail scanner may run scripts too."""
    Delivery.objects.usable().filter(pk=actor.pk, opened_at=None).update(opened_at=timezone.now())


@transaction.atomic
def acknowledge(name: str, position: str = "", note: str = "", *, email: str = "", actor: Delivery) -> Delivery:
    """Once, for good; whoever declined first may. `email` where the share asks for the address of the mail.

    Raises AlreadyAcknowledged, AnotherAddress, or LinkEnded where the link was revoked or ended meanwhile.
    """
    current = _open(actor, email)
    current.acknowledged_at = timezone.now()
    current.opened_at = current.opened_at or current.acknowledged_at
    current.acknowledged_name, current.acknowledged_position = name, position
    current.declined_at = None
    _answer(current, note)
    current.save(update_fields=[*ANSWER, "opened_at", "acknowledged_name", "acknowledged_position"])
    return current


@transaction.atomic
def decline(note: str = "", *, email: str = "", actor: Delivery) -> Delivery:
    """It isn't for them, or they don't want to acknowledge it: nobody reminds them of it. Raises as acknowledge does;
    declining again keeps the first time and takes the new words."""
    current = _open(actor, email)
    current.declined_at = current.declined_at or timezone.now()
    current.opened_at = current.opened_at or current.declined_at
    _answer(current, note)
    current.save(update_fields=[*ANSWER, "opened_at"])
    return current


def _answer(current: Delivery, note: str) -> None:
    """New words wait for the secretariat; the same as before, or none, do not wait anew."""
    if note != current.note or not note:
        current.answered_at = timezone.now() if note else None
        current.answer_seen_at = current.answer_seen_by = None
    current.note = note


def _open(actor: Delivery, email: str) -> Delivery:
    rows = Delivery.objects.usable().select_for_update(of=("self",)).select_related("mail", "share")
    current = rows.filter(pk=actor.pk).first()
    if current is None:
        raise LinkEnded
    if current.acknowledged_at:
        raise AlreadyAcknowledged(current)
    if current.share.by_address and not _same(email, current.mail.to_email):
        raise AnotherAddress
    return current


def _same(given: str, address: str) -> bool:
    """As mail servers read them; in a time that tells nothing of how much is right."""
    return compare_digest(*(one.strip().lower().encode() for one in (given, address)))


def note_answers(share: Share, *, until: datetime.datetime | None = None, actor: User) -> int:
    """The secretariat has read what was answered to it until then (now, where nothing is said); returns how many.
    Words written later wait anew."""
    return _noted(Delivery.objects.filter(share=share), until, actor)


def note_answer(delivery: Delivery, *, until: datetime.datetime | None = None, actor: User) -> bool:
    """As note_answers, of this one alone. False where it was noted before, or written anew after `until`."""
    return bool(_noted(Delivery.objects.filter(pk=delivery.pk), until, actor))


def _noted(deliveries: DeliveryQuerySet, until: datetime.datetime | None, actor: User) -> int:
    require_writer(actor)
    now = timezone.now()
    read = Q(answered_at=None) | Q(answered_at__lte=until or now)
    return deliveries.unread().filter(read).update(answer_seen_at=now, answer_seen_by=actor)
