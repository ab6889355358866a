from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.models import Organization, Person, User
from members.permissions import can_coordinate
from members.services.sessions import end_sessions_without_role


@transaction.atomic
def save_organization(organization: Organization, *, actor: User) -> Organization:
    """Write a new or changed organization; if it left the alliance with this, its representatives are logged out.

    ValidationError at "name" where somebody else has just taken that name.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError as error:
        raise ValidationError({"name": _("There is another organization of this name.")}) from error
    end_sessions_without_role(Person.objects.filter(mandates__organization=organization))
    return organization
