import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from members import outbox, unsubscribe
from members.models import Person, User
from members.permissions import can_edit_person

NOTICES_CHANGED = "notices_changed"


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


@transaction.atomic
def choose_notices(person: Person, choice: str, *, time_zone: str | None = None, by_link: bool = False) -> Person:
    """How this person wants what only informs (Person.Notices), and where they are; None leaves that as it is.

    `by_link`: whoever has one of their mails may have forwarded it, so the person is told what was changed.
    """
    current = Person.objects.select_for_update().get(pk=person.pk)
    before = current.notices, current.time_zone
    current.daily_digest = choice == Person.Notices.DIGEST
    wanted = choice != Person.Notices.NEEDED
    current.unsubscribed_at = None if wanted else current.unsubscribed_at or timezone.now()
    if time_zone is not None:
        current.time_zone = time_zone
    changed = (current.notices, current.time_zone) != before
    if changed:
        current.save(update_fields=["unsubscribed_at", "daily_digest", "time_zone"])
    if changed and by_link and current.email:
        context = {"choice": current.notices, "back": settings.SITE_URL + unsubscribe.path_for(current.pk)}
        outbox.queue(NOTICES_CHANGED, key=str(uuid.uuid4()), to=current, context=context)
    return current
