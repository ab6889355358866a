"""What a merge would do, and doing it."""

from dataclasses import dataclass, field

import pgtrigger
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actionplans.models import PlanVersion
from alianza.merging.relations import RULES, all_the_time
from alianza.merging.rows import Fate, Line, Refused, lines_of, move, rows_of
from members.days import full_day
from members.models import ConfidentialAddress, Organization, SecretariatTerm, User, triggers_of_names
from members.permissions import can_coordinate

FILLED = ("acronym", "level", "department", "municipality", "website", "joined_on")
"""What the organization that is kept takes over from the duplicate where it has nothing itself."""


class Itself(Refused):
    words = _("An entry is not its own duplicate: choose another one.")


class MergedAlready(Refused):
    words = _("One of the two was merged already: look at the list again.")


class NotAlike(Refused):
    words = _("One is a member of the alliance and the other is not. Correct the kind of one of them first.")


class KeptHasLeft(Refused):
    words = _("The organization to keep has left the alliance, the other one has not. Keep the other one.")


class OpenReview(Refused):
    words = _("The duplicate is asked in a review that is still open. Merge when the review is over.")


class TwoTerms(Refused):
    words = _(
        "Both hold the technical secretariat at one time, the duplicate until a later day. End one of the terms first."
    )


class TwoPrincipals(Refused):
    words = _("Both have a principal representative today, or from a coming day on. End one of the two mandates first.")


@dataclass(frozen=True)
class Preview:
    """`refused`: why it can't be done now. `filled`: [(label, words)] that the kept one takes over."""

    lines: list[Line]
    filled: list[tuple[str, str]] = field(default_factory=list)
    refused: str | Promise = ""


def preview(duplicate: Organization, kept: Organization) -> Preview:
    """A handful of queries, whatever there is to merge."""
    refused: str | Promise = ""
    try:
        check(duplicate, kept)
    except Refused as refusal:
        refused = refusal.words
    return Preview(
        lines_of(RULES, duplicate, kept), [_said(duplicate, name) for name in _lacking(duplicate, kept)], refused
    )


def check(duplicate: Organization, kept: Organization) -> None:
    """Raises a Refused."""
    if duplicate.pk == kept.pk:
        raise Itself
    if duplicate.merged_into_id or kept.merged_into_id:
        raise MergedAlready
    if duplicate.is_member != kept.is_member:
        raise NotAlike
    if kept.has_left and not duplicate.has_left:
        raise KeptHasLeft
    if duplicate.review_rounds.filter(version__state=PlanVersion.State.IN_REVIEW).exists():
        raise OpenReview
    going_on = Q(ends_on=None) | Q(ends_on__gt=timezone.localdate())
    principals = rows_of(RULES, "members.Mandate.organization", duplicate, kept).filter(going_on, fate=Fate.STAYS)
    terms = rows_of(RULES, "members.SecretariatTerm.organization", duplicate, kept).filter(going_on, fate=Fate.STAYS)
    longer = terms.exclude(all_the_time(kept.secretariat_terms.all()))
    both = principals.values_list(Value("principals")).union(longer.values_list(Value("terms")))
    for (what,) in both:
        raise TwoPrincipals if what == "principals" else TwoTerms


@transaction.atomic
def merge(duplicate: Organization, kept: Organization, *, actor: User) -> Organization:
    """All or nothing: `duplicate` becomes part of `kept`, which is returned. Raises a Refused.

    What is frozen, and what would collide, stays in the duplicate's name; reading resolves `merged_into`. The names
    kept beside acts stay.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    both = Organization.objects.select_for_update().order_by("pk").in_bulk({duplicate.pk, kept.pk})
    duplicate, kept = both[duplicate.pk], both[kept.pk]
    check(duplicate, kept)
    _keep_both_addresses(duplicate, kept)
    with pgtrigger.ignore(*triggers_of_names()):
        move(RULES, duplicate, kept)
    _end_terms(duplicate)
    for name in _lacking(duplicate, kept):
        setattr(kept, name, getattr(duplicate, name))
    duplicate.merged_into, duplicate.public_fields = kept, []
    duplicate.save()
    kept.save()
    return kept


def _end_terms(duplicate: Organization) -> None:
    """Those that stayed, because the kept one holds the secretariat all that time."""
    open_ones = SecretariatTerm.objects.filter(Q(ends_on=None) | Q(ends_on__gt=timezone.localdate()))
    open_ones.filter(organization=duplicate).update(ends_on=Greatest(F("starts_on"), Value(timezone.localdate())))


def _lacking(duplicate: Organization, kept: Organization) -> list[str]:
    return [name for name in FILLED if getattr(duplicate, name) and not getattr(kept, name)]


def _said(organization: Organization, name: str) -> tuple[str, str]:
    """The field and its value as pages say them."""
    words = {
        "level": organization.get_level_display,
        "department": lambda: organization.department_name,
        "joined_on": lambda: full_day(organization.joined_on),
    }
    say = words.get(name, lambda: getattr(organization, name))
    return str(capfirst(Organization._meta.get_field(name).verbose_name)), str(say())


def _keep_both_addresses(duplicate: Organization, kept: Organization) -> None:
    """Where each has one, the kept one's is followed by the other."""
    known = {one.organization_id: one for one in ConfidentialAddress.objects.filter(organization__in=[duplicate, kept])}
    if len(known) == 2 and known[duplicate.pk].text not in known[kept.pk].text:
        known[kept.pk].text += f"\n{known[duplicate.pk].text}"
        known[kept.pk].changed_at = timezone.now()
        known[kept.pk].save()
