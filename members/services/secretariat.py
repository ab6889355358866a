import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Organization, SecretariatTerm, User
from members.permissions import can_coordinate


@transaction.atomic
def start_term(organization: Organization, *, starts_on: datetime.date, actor: User) -> SecretariatTerm:
    """This organization's coordinators coordinate the alliance from that day on.

    ValidationError at "starts_on" where it holds the secretariat in that time already.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    Organization.objects.select_for_update().get(pk=organization.pk)
    if organization.secretariat_terms.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on)).exists():
        raise ValidationError(
            {"starts_on": _("This organization holds the technical secretariat in that time already.")}
        )
    return SecretariatTerm.objects.create(organization=organization, starts_on=starts_on)


@transaction.atomic
def end_term(term: SecretariatTerm, *, actor: User) -> SecretariatTerm:
    """Ends today, which is the first day without it. ValidationError where it has ended already."""
    if not can_coordinate(actor):
        raise PermissionDenied
    term = SecretariatTerm.objects.select_for_update().get(pk=term.pk)
    today = timezone.localdate()
    if term.ends_on and term.ends_on <= today:
        raise ValidationError(_("This term has already ended."))
    term.ends_on = max(today, term.starts_on)
    term.save(update_fields=["ends_on"])
    return term
