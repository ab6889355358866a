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
def replace_representative(
    mandate: Mandate, person: Person, starts_on: datetime.date, *, ends_on: datetime.date | None = None, actor: User
) -> Mandate:
    """One mandate ends on the day on which the other, of the same role, starts; whoever follows is told, or invited
    where they have no account and an address. An alternate who becomes principal is nobody's alternate any more.

    A person without pk is new in the directory. ValidationError, with nothing done, at "starts_on", "ends_on" or
    "person", where the mandate has ended by then, or who follows holds it, or another does from then on.
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
    new = _grant(held, person, starts_on, ends_on, actor)
    _risen(new)
    end_sessions_without_role([held.person])
    if not person.user_id and person.email:
        invite(person, actor=actor)
    return new


def _grant(
    held: Mandate, person: Person, starts_on: datetime.date, ends_on: datetime.date | None, actor: User
) -> Mandate:
    """What stands in the way is said of the person: the form asks for no role."""
    try:
        return grant_mandate(
            held.organization, person=person, role=held.role, starts_on=starts_on, ends_on=ends_on, actor=actor
        )
    except ValidationError as error:
        found = error.message_dict
        if "role" in found:
            found["person"] = found.pop("role")
        raise ValidationError(found) from error


def _risen(new: Mandate) -> None:
    if new.role != Mandate.Role.PRINCIPAL:
        return
    stood_in = Mandate.objects.filter(organization=new.organization, person=new.person, role=Mandate.Role.ALTERNATE)
    for one in stood_in.within(new.starts_on, new.ends_on).select_for_update():
        one.ends_on = max(new.starts_on, one.starts_on)
        one.save(update_fields=["ends_on"])
