import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Mandate, Organization, Person, User
from members.permissions import can_coordinate
from members.services.sessions import end_sessions_without_role


def grant_mandate(
    organization: Organization, *, person: Person, role: str, starts_on: datetime.date, actor: User
) -> Mandate:
    """`person` speaks for `organization` from that day on; somebody new (no pk yet) enters the directory with it.

    ValidationError at "role" where another principal, or the same person in this role, holds it in that time.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    try:
        with transaction.atomic():
            if person.pk is None:
                person.save()
            elif _holds(organization, person, role, starts_on):
                raise ValidationError({"role": _("This person already has this mandate.")})
            return Mandate.objects.create(organization=organization, person=person, role=role, starts_on=starts_on)
    except IntegrityError as error:
        if "one_principal_at_a_time" not in str(error):
            raise
        raise ValidationError({"role": _another_principal(organization, starts_on)}) from error


def _holds(organization: Organization, person: Person, role: str, starts_on: datetime.date) -> bool:
    same = Mandate.objects.filter(organization=organization, person=person, role=role)
    return same.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).exists()


def _another_principal(organization: Organization, starts_on: datetime.date) -> str:
    """By name where it is still there: the sentence says what to do next."""
    theirs = organization.mandates.filter(role=Mandate.Role.PRINCIPAL).select_related("person")
    other = theirs.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).first()
    if other is None:
        return _("This organization has another principal representative in that time.")
    return _("%(name)s is the principal representative in that time. End that mandate first, then add this one.") % {
        "name": other.person.name
    }


@transaction.atomic
def end_mandate(mandate: Mandate, *, actor: User) -> Mandate:
    """Ends today, which is the first day without it (one that has not begun never begins); history stays.

    ValidationError where it has ended already. Whoever has no role left is logged out everywhere.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    today = timezone.localdate()
    if mandate.ends_on and mandate.ends_on <= today:
        raise ValidationError(_("This mandate has already ended."))
    mandate.ends_on = max(today, mandate.starts_on)
    mandate.save(update_fields=["ends_on"])
    end_sessions_without_role([mandate.person])
    return mandate
