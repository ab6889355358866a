from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Assessment, User
from members.permissions import can_coordinate


def assess(assessment: Assessment, *, actor: User) -> Assessment:
    """Another judgement beside those before it. ValidationError for a member, and for a day to come."""
    if not can_coordinate(actor):
        raise PermissionDenied
    if assessment.stakeholder.is_member:
        raise ValidationError(_("A member of the alliance is no stakeholder."))
    if assessment.assessed_on > timezone.localdate():
        raise ValidationError({"assessed_on": _("This day is still to come.")})
    assessment.assessed_by = actor
    assessment.save(force_insert=True)
    return assessment
