"""Trying failed mails again, by hand."""

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from members import events, outbox
from members.answers import kind_of
from members.corrections import corrected_address, replaced
from members.models import OutboxMail, Person, User
from members.models.outbox import OutboxQuerySet
from members.permissions import can_coordinate
from members.quiet import after_quiet

State, Bounce = OutboxMail.State, OutboxMail.Bounce
AGAIN = ("state", "attempts", "due_at", "finished_at", "put_off_at")


class BadAddress(ValidationError):
    """No mail reaches this person until the address in the directory is corrected; `person` may be None."""

    def __init__(self, message: str, person: Person | None):
        super().__init__(message)
        self.person = person


@transaction.atomic
def retry(mail: OutboxMail, *, actor: User) -> OutboxMail:
    """Begin again with a failed mail: due now, all its tries before it.

    A mail that had no address, and one whose address was wrong, goes to the one that its person has now, if that is
    another; no other mail ever changes its recipient, and none with a secret. Raises BadAddress where there is no good
    address, ValidationError where the mail has not failed (any more), or nobody wants it any more.
    """
    _require_coordinator(actor)
    mail = OutboxMail.objects.select_for_update(of=("self",)).select_related("person").get(pk=mail.pk)
    if mail.state != State.FAILED and mail.bounce != Bounce.PERMANENT:
        raise ValidationError(_("This mail has not failed, or somebody is already trying it again."))
    _refuse_unwanted(mail)
    corrected = corrected_address(mail)
    if corrected:
        mail.to_email, mail.bounce, mail.bounced_at = corrected, Bounce.NONE, None
    if not mail.to_email:
        raise BadAddress(_("There is no e-mail address yet. Write it down here, then try again."), mail.person)
    if mail.bounce == Bounce.PERMANENT or Person.objects.filter(bounced_email__iexact=mail.to_email).exists():
        raise BadAddress(
            _("Mail to %(address)s comes back for good. Correct the address here.") % {"address": mail.to_email},
            mail.person,
        )
    now = timezone.now()
    zone = mail.person.time_zone if mail.person else ""
    mail.due_at = now if events.event(mail.event).urgent else after_quiet(now, zone)
    mail.state, mail.attempts, mail.finished_at, mail.put_off_at = State.QUEUED, 0, None, None
    mail.save(update_fields=["to_email", "bounce", "bounced_at", *AGAIN])
    outbox.wake_worker()
    return mail


def _refuse_unwanted(mail: OutboxMail) -> None:
    if OutboxMail.objects.filter(replaced(), pk=mail.pk).exists():
        raise ValidationError(_("A newer mail has taken this one's place: there is nothing to send again."))
    still_wanted = events.event(mail.event).still_wanted
    if still_wanted and not still_wanted(mail):
        raise ValidationError(_("This mail is no longer wanted: what it was about is over, closed or called back."))


@transaction.atomic
def retry_kind(mail: OutboxMail, *, actor: User) -> int:
    """Begin again with every mail that failed for the same reason as this one; returns with how many."""
    _require_coordinator(actor)
    kind = kind_of(mail.answer)
    if not kind:
        raise ValidationError(_("This mail failed in a way of its own: try it alone."))
    again = retriable(OutboxMail.objects.failed().filter(answer__regex=_alike(kind))).update(
        state=State.QUEUED, attempts=0, due_at=timezone.now(), finished_at=None, put_off_at=None
    )
    if not again:
        raise ValidationError(_("No mail that failed for this reason can be tried again (any more)."))
    outbox.wake_worker()
    return again


def _alike(kind: str) -> str:
    """Answers of this kind and of no narrower one: "550" is not "550 5.1.1"."""
    return rf"^{re.escape(kind)}(?!\w|[ -]\d\.\d)"


def retriable(mails: OutboxQuerySet) -> OutboxQuerySet:
    """Those with an address from which nothing came back for good, and whose place no newer mail has taken."""
    bounced = Person.objects.exclude(bounced_email="").filter(bounced_email__iexact=OuterRef("to_email"))
    return mails.exclude(to_email="").exclude(bounce=Bounce.PERMANENT).exclude(Exists(bounced)).exclude(replaced())


def _require_coordinator(actor: User) -> None:
    if not can_coordinate(actor):
        raise PermissionDenied
