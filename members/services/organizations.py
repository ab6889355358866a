from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import ConfidentialAddress, Organization, Person, Topic, User
from members.permissions import can_coordinate, can_speak_of
from members.services.sessions import end_sessions_without_role


@transaction.atomic
def save_organization(
    organization: Organization, *, actor: User, topics: Iterable[Topic] | None = None
) -> Organization:
    """Write a new or changed organization; if it left the alliance with this, its representatives are logged out.

    `topics`: all that it works on; None leaves them. ValidationError at "name" where somebody else has just taken it.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError as error:
        raise ValidationError({"name": _("There is another organization of this name.")}) from error
    if topics is not None:
        organization.topics.set(topics)
    end_sessions_without_role(Person.objects.filter(mandates__organization=organization))
    return organization


def choose_public_fields(organization: Organization, fields: Iterable[str], *, actor: User) -> None:
    """What everybody may read of the organization, in the order of the card; nothing takes the card away."""
    if not can_speak_of(actor, organization):
        raise PermissionDenied
    organization.public_fields = [field for field in Organization.PublicField.values if field in set(fields)]
    organization.save(update_fields=["public_fields"])


def save_confidential_address(organization: Organization, text: str, *, actor: User) -> None:
    """Nothing written takes the address away."""
    if not can_speak_of(actor, organization):
        raise PermissionDenied
    if not text:
        ConfidentialAddress.objects.filter(organization=organization).delete()
        return
    values = {"text": text, "changed_at": timezone.now()}
    ConfidentialAddress.objects.update_or_create(organization=organization, defaults=values)
