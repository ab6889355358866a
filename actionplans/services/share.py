"""Sharing a published version: one share, a delivery a person, a mail a delivery, all or nothing."""

import datetime
import uuid
from collections.abc import Iterable
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Delivery, PlanVersion, Share
from actionplans.permissions import require_writer
from actionplans.services.errors import Refused
from actionplans.services.locks import lock_version
from members import outbox
from members.models import Organization, OutboxMail, Person, User, roles_of
from members.tokens import PLACEHOLDER, digest, token_for

PLAN_SHARED = "plan_shared"
LINK_LASTS = datetime.timedelta(days=180)
READABLE = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)


class NotInForce(Refused):
    words = _("Only the version in force can be shared, and this one is not (any more).")


class NobodyChosen(Refused):
    words = _("Choose at least one person to share it with.")


@transaction.atomic
def share_version(
    version: PlanVersion,
    people: Iterable[Person],
    message: str = "",
    *,
    actor: User,
    nonce: uuid.UUID | None = None,
) -> Share:
    """Send the version in force to these people, each once, each with a link of their own, in their language.

    The same `nonce` again is the share it made before. A person without an address gets a delivery that has visibly
    failed. Everybody belongs to an organization. The mails wait for SHARE_HOLD_SECONDS, in which the share can be
    called back. Raises NotInForce or NobodyChosen.
    """
    require_writer(actor)
    version = lock_version(version)
    earlier = Share.objects.filter(nonce=nonce).first() if nonce else None
    if earlier:
        return earlier
    recipients = list({person.pk: person for person in people}.values())
    if version.state != PlanVersion.State.PUBLISHED:
        raise NotInForce
    if not recipients:
        raise NobodyChosen
    share = Share.objects.create(version=version, created_by=actor, message=message.strip(), nonce=nonce)
    context = mail_context(share, sender_organization(actor))
    letters = [_letter(share, person, context) for person in recipients]
    mails = outbox.queue_many(PLAN_SHARED, letters)
    pairs = zip(letters, mails, strict=True)
    Delivery.objects.bulk_create([_delivery(share, letter, mail) for letter, mail in pairs], batch_size=outbox.BATCH)
    return share


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


def preview(version: PlanVersion, person: Person, message: str, *, actor: User) -> tuple[str, str]:
    """(subject, text) of the mail as this person would get it; nothing is written."""
    share = Share(version=version, created_by=actor, message=message.strip())
    context = mail_context(share, sender_organization(actor)) | {"person": person}
    subject, text = outbox.render(f"actionplans/email/{PLAN_SHARED}.txt", person.language, context)
    return subject, text.replace(PLACEHOLDER, "…")


def mail_context(share: Share, sender: Organization | None) -> dict:
    return {
        "share": share,
        "version": share.version,
        "plan": share.version.plan,
        "sender": sender,
        "token": PLACEHOLDER,
        "link_ends": timezone.localtime(share.created_at + LINK_LASTS),
    }


def sender_organization(user: User) -> Organization | None:
    """In whose name it is shared: organizations are named to stakeholders, persons are not."""
    person = roles_of(user).person_id
    return Organization.objects.filter(people=person).first() if person else None


def still_wanted(mail: OutboxMail) -> bool:
    """Nobody called the share back or revoked the link, it is not too late for it, and the version may be read."""
    wanted = Delivery.objects.usable().filter(share__recalled_at=None, share__version__state__in=READABLE)
    return wanted.filter(mail=mail).exists()


@transaction.atomic
def revoke_delivery(delivery: Delivery, *, actor: User) -> Delivery:
    """Close one link at once; a mail that has not left yet never will. Revoking again changes nothing."""
    require_writer(actor)
    current = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
    return current
