import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import outbox
from members.models import Mandate, Organization, Person, User
from members.permissions import can_coordinate
from members.services.periods import check_new_end, check_period
from members.services.sessions import end_sessions_without_role

BEGUN = "mandate_begun"


@transaction.atomic
def grant_mandate(
    organization: Organization,
    *,
    person: Person,
    role: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    actor: User,
) -> Mandate:
    """`person` speaks for `organization` from that day on, up to, not including, `ends_on`.

    Somebody new (no pk yet) enters the directory with it; whoever has an account is told. ValidationError, with nothing
    written, at "role" where another principal, or the same person in this role, holds it in that time; at "starts_on"
    or "ends_on" where the days can't be; at "person" for the placeholder of somebody erased.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    check_period(organization, starts_on, ends_on)
    if person.is_erased:
        raise ValidationError({"person": _("What named this person was taken out at their request.")})
    if person.pk is None:
        person.save()
    elif _same(organization, person, role).within(starts_on, ends_on).exists():
        raise ValidationError({"role": _("This person already has this mandate.")})
    mandate = Mandate(organization=organization, person=person, role=role, starts_on=starts_on, ends_on=ends_on)
    _save(mandate)
    tell_begun(mandate)
    return mandate


def tell_begun(mandate: Mandate) -> None:
    """Whoever has an account learns of the new mandate; whoever has none is invited, which says it too."""
    ended = mandate.ends_on is not None and mandate.ends_on <= timezone.localdate()
    if mandate.person.user_id and not ended:
        outbox.queue(BEGUN, key=str(mandate.pk), to=mandate.person, context={"mandate": mandate}, subject_id=mandate.pk)


def _same(organization: Organization, person: Person, role: str):
    return Mandate.objects.filter(organization=organization, person=person, role=role)


def _save(mandate: Mandate) -> None:
    """ValidationError at "role" where another is principal in that time: Postgres alone can say so under load."""
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as error:
        if "one_principal_at_a_time" not in str(error):
            raise
        raise ValidationError({"role": _another_principal(mandate)}) from error


def _another_principal(mandate: Mandate) -> str:
    """By name where it is still there: the sentence says what to do next."""
    theirs = mandate.organization.mandates.filter(role=Mandate.Role.PRINCIPAL).exclude(pk=mandate.pk)
    other = theirs.within(mandate.starts_on, mandate.ends_on).select_related("person").first()
    if other is None:
        return _("This organization has another principal representative in that time.")
    return _("%(name)s is the principal representative in that time. End that mandate first, then add this one.") % {
        "name": other.person.name
    }


@transaction.atomic
def move_end(mandate: Mandate, ends_on: datetime.date | None, *, actor: User) -> Mandate:
    """Another last day for a mandate that runs or is to begin; None: without end.

    ValidationError at "ends_on" where it has ended, where that day isn't after today and after the start (ending it
    today is end_mandate), and where somebody else is principal by then.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("organization").get(pk=mandate.pk)
    check_new_end(mandate, ends_on)
    mandate.ends_on = ends_on
    if (
        _same(mandate.organization, mandate.person, mandate.role)
        .exclude(pk=mandate.pk)
        .within(mandate.starts_on, ends_on)
        .exists()
    ):
        raise ValidationError({"ends_on": _("This person has the same mandate again by then.")})
    try:
        _save(mandate)
    except ValidationError as error:
        raise ValidationError({"ends_on": error.messages}) from error
    return mandate


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


def still_holds(mail) -> bool:
    """Asked just before the mail leaves."""
    today = timezone.localdate()
    return Mandate.objects.filter(pk=mail.subject_id).exclude(ends_on__lte=today).exists()
