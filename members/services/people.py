import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from members import outbox
from members.models import Person, User
from members.permissions import can_edit_person


@transaction.atomic
def save_person(person: Person, *, actor: User) -> Person:
    """Write a new or changed directory entry, never the account's e-mail.

    Mail to this person goes to the entry's e-mail; where somebody else changes it, the account's e-mail is told, so
    that nobody's mail is led elsewhere in silence.
    """
    if not can_edit_person(actor, person):
        raise PermissionDenied
    before = Person.objects.select_for_update().filter(pk=person.pk).first()
    person.save()
    moved = before is not None and before.email.lower() != person.email.lower()
    if before and moved and person.user and person.user != actor:
        _tell_account(person, person.user, before.email)
    return person


def _tell_account(person: Person, account: User, old_email: str) -> None:
    context = {"person": person, "old_email": old_email, "new_email": person.email}
    subject, text = outbox.render("members/email/contact_changed.txt", person.language, context)
    outbox.queue_rendered(
        "contact_changed",
        key=str(uuid.uuid4()),
        to_email=account.email,
        subject=subject,
        text=text,
        language=person.language,
    )


def choose_notices(person: Person, choice: str) -> None:
    """What this person wants of what only informs: "at_once", "digest" (one mail a day), anything else: nothing."""
    wanted = choice in ("at_once", "digest")
    person.unsubscribed_at = None if wanted else person.unsubscribed_at or timezone.now()
    person.daily_digest = choice == "digest"
    person.save(update_fields=["unsubscribed_at", "daily_digest"])
