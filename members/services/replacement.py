import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Mandate, Person, User
from members.permissions import can_coordinate
from members.services.invitations import invite
from members.services.mandates import grant_mandate
from members.services.sessions import end_sessions_without_role


@transaction.atomic
def replace_representative(mandate: Mandate, person: Person, starts_on: datetime.date, *, actor: User) -> Mandate:
    """One mandate ends on the day on which the other, of the same role, starts; whoever has no account is invited.

    A person without pk is new in the directory. ValidationError, with nothing done, at "starts_on" or "person", where
    the mandate has ended by then, or its holder would follow themselves.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    held = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if held.ends_on and held.ends_on <= max(starts_on, timezone.localdate()):
        raise ValidationError({"starts_on": _("The mandate has ended by then: add a new mandate instead.")})
    if starts_on < max(held.starts_on, timezone.localdate()):
        raise ValidationError({"starts_on": _("Choose today or a later day: what was done until now stays as it was.")})
    if person.pk == held.person_id:
        raise ValidationError({"person": _("This is who holds the mandate now.")})
    held.ends_on = starts_on
    held.save(update_fields=["ends_on"])
    new = grant_mandate(held.organization, person=person, role=held.role, starts_on=starts_on, actor=actor)
    end_sessions_without_role([held.person])
    if not person.user_id and person.email:
        invite(person, actor=actor)
    return new
