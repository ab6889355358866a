"""The days of mandates and of terms of the secretariat: one rule for both."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Mandate, Organization, SecretariatTerm


def check_period(organization: Organization, starts_on: datetime.date, ends_on: datetime.date | None) -> None:
    """ValidationError at "ends_on" where it isn't after the start, at "starts_on" where the organization has left."""
    if ends_on is not None and ends_on <= starts_on:
        raise ValidationError({"ends_on": _("Choose a day after the start: it is the first day without it.")})
    if organization.left_on is not None and starts_on >= organization.left_on:
        raise ValidationError({"starts_on": _("The organization has left the alliance by then.")})


def check_new_end(term: "Mandate | SecretariatTerm", ends_on: datetime.date | None) -> None:
    """ValidationError at "ends_on" where it has ended already, or would end before tomorrow."""
    today = timezone.localdate()
    if term.ends_on is not None and term.ends_on <= today:
        raise ValidationError({"ends_on": _("It has ended already: history stays as it is.")})
    if ends_on is not None and ends_on <= max(today, term.starts_on):
        raise ValidationError(
            {"ends_on": _("Choose a day after today and after the start: ending it today has its own button.")}
        )
