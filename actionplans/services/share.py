"""Sharing a published version or a notice: one share, a delivery a person, a mail a delivery, all or nothing."""

import datetime
import uuid
from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Delivery, Share
from actionplans.models.deliveries import Subject, about
from actionplans.permissions import require_writer
from actionplans.services import subjects
from actionplans.services.errors import Refused
from members import outbox
from members.models import Organization, OutboxMail, Person, User, roles_of
from members.prepared import prepared
from members.tokens import PLACEHOLDER, digest, token_for

LINK_LASTS = datetime.timedelta(days=180)


class NotInForce(Refused):
    words = _("Only the version in force can be shared, and this one is not (any more).")


class NobodyChosen(Refused):
    words = _("Choose at least one person to share it with.")


@transaction.atomic
def share_with(
    subject: Subject,
    people: Iterable[Person],
    message: str = "",
    *,
    by_address: bool = False,
    actor: User,
    nonce: uuid.UUID | None = None,
) -> Share:
    """Send the version in force, or a notice, to these people, each once, with a link of their own, in their language.

    The same `nonce` again is the share it made before. A person without an address gets a delivery that has visibly
    failed. Everybody belongs to an organization. The mails wait for SHARE_HOLD_SECONDS, in which the share can be
    called back. `by_address`: acknowledging needs the address of the mail. Raises NotInForce or NobodyChosen.
    """
    require_writer(actor)
    subject = subjects.lock_subject(subject)
    earlier = Share.objects.filter(nonce=nonce).first() if nonce else None
    if earlier:
        return earlier
    recipients = list({person.pk: person for person in people}.values())
    if not subjects.can_be_shared(subject):
        raise NotInForce
    if not recipients:
        raise NobodyChosen
    made = _share(subject, message, actor, by_address=by_address, nonce=nonce)
    made.save()
    context = mail_context(made, sender_organization(actor))
    letters = [_letter(made, person, context) for person in recipients]
    mails = outbox.queue_many(subjects.mails_of(subject).shared, letters)
    pairs = zip(letters, mails, strict=True)
    Delivery.objects.bulk_create([_delivery(made, letter, mail) for letter, mail in pairs], batch_size=outbox.BATCH)
    outbox.wake_worker(in_seconds=settings.SHARE_HOLD_SECONDS)
    return made


def _share(subject: Subject, message: str, actor: User, **more) -> Share:
    return Share(**about(subject), created_by=actor, message=message.strip(), **more)


def _letter(share: Share, person: Person, context: dict) -> outbox.Letter:
    key = f"{share.pk}:{person.pk}"
    return outbox.Letter(key, person, context, subject_id=share.pk, link_uid=uuid.uuid4(), due_at=share.held_until)


def _delivery(share: Share, letter: outbox.Letter, mail: OutboxMail) -> Delivery:
    uid = cast(uuid.UUID, letter.link_uid)
    return Delivery(
        share=share,
        person=letter.to,
        organization_id=cast(int, letter.to.organization_id),
        language=letter.to.language,
        uid=uid,
        mail=mail,
        token_sha256=digest(token_for(uid)),
        expires_at=share.created_at + LINK_LASTS,
    )


def preview(subject: Subject, person: Person, message: str, *, actor: User) -> tuple[str, str]:
    """(subject, text) of the mail as this person would get it; nothing is written."""
    context = mail_context(_share(subject, message, actor), sender_organization(actor)) | {"person": person}
    template = f"actionplans/email/{subjects.mails_of(subject).shared}.txt"
    subject_line, text = outbox.render(template, person.language, context)
    return subject_line, text.replace(PLACEHOLDER, "…")


def mail_context(share: Share, sender: Organization | None) -> dict:
    return subjects.mail_context(share, sender, share.created_at + LINK_LASTS)


def sender_organization(user: User) -> Organization | None:
    """In whose name it is shared: organizations are named to stakeholders, persons are not."""
    person = roles_of(user).person_id
    return Organization.objects.filter(people=person).first() if person else None


def still_wanted(mail: OutboxMail) -> bool:
    """Nobody called the share back or revoked the link, it is not too late for it, and the version may be read."""
    return _sendable(mail.pk)


@prepared
def _sendable(mail_id: int, now: datetime.datetime) -> QuerySet[Delivery]:
    return Delivery.objects.usable(now).readable().filter(share__recalled_at=None, mail=mail_id)


@transaction.atomic
def revoke_delivery(delivery: Delivery, *, actor: User) -> Delivery:
    """Close one link at once; a mail that has not left yet never will. Revoking again changes nothing."""
    require_writer(actor)
    current = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
    return current
