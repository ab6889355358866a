"""Where an organization stands in the database, one by one, and what a merge does there. A test misses none."""

import datetime
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from alianza.merging.rows import Rule, same

FOREVER = datetime.date.max


def at_once(**only: str) -> Callable[[QuerySet], Q]:
    """The other one has such a term in that time; the database takes no two."""

    def meets(kept: QuerySet) -> Q:
        began = kept.filter(starts_on__lt=Coalesce(OuterRef("ends_on"), Value(FOREVER)), **only)
        return Q(Exists(began.filter(Q(ends_on=None) | Q(ends_on__gt=OuterRef("starts_on")))), **only)

    return meets


def all_the_time(kept: QuerySet) -> Q:
    """The other one holds it from before until after."""
    longer = Q(ends_on=None) | Q(ends_on__gte=Coalesce(OuterRef("ends_on"), Value(FOREVER)))
    return Q(Exists(kept.filter(longer, starts_on__lte=OuterRef("starts_on"))))


RULES: dict[str, Rule] = {
    "members.Organization.merged_into": Rule(_("Duplicates merged into it before")),
    "members.Person.organization": Rule(_("People")),
    "members.Mandate.organization": Rule(_("Mandates"), at_once(role="principal")),
    "members.SecretariatTerm.organization": Rule(_("Terms of the technical secretariat"), at_once()),
    "members.Engagement.stakeholder": Rule(_("Approaches to it")),
    "members.Assessment.stakeholder": Rule(_("Assessments of it")),
    "members.EngagementPerson.organization": Rule(_("People who took part in approaches in its name")),
    "members.ConfidentialAddress.organization": Rule(_("Confidential address"), same(), goes=True),
    "members.Organization_topics.organization": Rule(_("Themes and populations"), same("topic"), goes=True),
    "meetings.Body_organizations.organization": Rule(_("Places in bodies"), same("body"), goes=True),
    "meetings.Body.chair": Rule(_("Bodies that it chairs")),
    "meetings.Attendance.organization": Rule(_("Attendance at meetings")),
    "meetings.Agreement.owner": Rule(_("Agreements that it owes")),
    "meetings.Agreement_partners.organization": Rule(
        _("Agreements that it takes part in"), same("agreement"), goes=True
    ),
    "meetings.AgreementRequest.organization": Rule(_("Commitments that it was asked to take over")),
    "meetings.SwotItem.raised_by": Rule(_("Weaknesses and strengths that it raised")),
    "meetings.MinutesVersion_organizations.organization": Rule(
        _("Reviews of minutes that it was asked in"), frozen=Q()
    ),
    "meetings.MinutesComment.organization": Rule(_("Comments on minutes"), frozen=Q()),
    "meetings.MinutesApproval.organization": Rule(_("Approvals of minutes"), frozen=Q()),
    "actionplans.ReviewRound_organizations.organization": Rule(_("Reviews that it was asked in"), frozen=Q()),
    "actionplans.Endorsement.organization": Rule(_("Stances"), frozen=Q()),
    "actionplans.Comment.organization": Rule(_("Comments on plans"), frozen=Q()),
    "actionplans.Responsibility.organization": Rule(
        _("Activities that it leads or supports"), same("text"), goes=True, frozen=~Q(text__version__state="draft")
    ),
    "actionplans.ProgressReport.organization": Rule(_("Reports of progress"), frozen=Q()),
    "actionplans.Escalation.organization": Rule(_("Reminders of late activities"), frozen=Q()),
    "actionplans.Delivery.organization": Rule(_("Plans and notices sent to it")),
}
