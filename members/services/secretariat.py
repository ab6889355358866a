import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Organization, SecretariatTerm, User
from members.permissions import can_coordinate
from members.services.periods import check_new_end, check_period


@transaction.atomic
def start_term(
    organization: Organization, *, starts_on: datetime.date, ends_on: datetime.date | None = None, actor: User
) -> SecretariatTerm:
    """This organization's coordinators coordinate the alliance from that day on, up to, not including, `ends_on`.

    ValidationError at "starts_on" where it holds the secretariat in that time already or has left the alliance, at
    "ends_on" where that isn't after the start.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    check_period(organization, starts_on, ends_on)
    if organization.secretariat_terms.all().within(starts_on, ends_on).exists():
        raise ValidationError({"starts_on": _already()})
    return SecretariatTerm.objects.create(organization=organization, starts_on=starts_on, ends_on=ends_on)


def _already() -> str:
    return _("This organization holds the technical secretariat in that time already.")


@transaction.atomic
def move_term_end(term: SecretariatTerm, ends_on: datetime.date | None, *, actor: User) -> SecretariatTerm:
    """Another last day for a term that runs or is to begin; None: without end. ValidationError at "ends_on"."""
    if not can_coordinate(actor):
        raise PermissionDenied
    organization = Organization.objects.select_for_update().get(pk=term.organization_id)
    term = SecretariatTerm.objects.get(pk=term.pk)
    check_new_end(term, ends_on)
    if organization.secretariat_terms.exclude(pk=term.pk).within(term.starts_on, ends_on).exists():
        raise ValidationError({"ends_on": _already()})
    term.ends_on = ends_on
    term.save(update_fields=["ends_on"])
    return term


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
