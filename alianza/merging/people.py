"""Two entries of one person: what a merge would do, and doing it.

What they did moves to the entry that is kept, with the names it was done under (members.models.names); tables that
nobody may rewrite are opened for that, by name and for this transaction alone. Only what refers to the entry by its
number (frozen minutes), or would count one person twice where two stand on record, stays with the duplicate.
"""

import pgtrigger
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from alianza.merging.merge import Itself, MergedAlready, Preview
from alianza.merging.rows import Refused, Rule, lines_of, move, same
from alianza.rights.erasing import KEPT_BY_TRIGGER
from meetings.models import Attendance
from members.models import ErasureRequest, Person, User, triggers_of_names
from members.permissions import can_coordinate
from members.services.consents import withdraw_consent

FILLED = ("email", "phone", "position", "organization")
"""What the entry that is kept takes over from the duplicate where it has nothing itself."""

OPENED = (*KEPT_BY_TRIGGER, "actionplans.Comment:comment_stays_where_it_was_made")


def one_calendar(kept: QuerySet) -> Q:
    """Of the same body, or of all of them (none)."""
    return Q(Exists(kept.filter(body=OuterRef("body")))) | Q(Exists(kept.filter(body=None)), body=None)


RULES: dict[str, Rule] = {
    "members.Person.merged_into": Rule(_("Duplicates merged into it before")),
    "members.Mandate.person": Rule(_("Mandates")),
    "members.Consent.person": Rule(_("Consents")),
    "members.Invitation.person": Rule(_("Invitations to an account")),
    "members.ErasureRequest.person": Rule(_("Requests of erasure")),
    "members.OutboxMail.person": Rule(_("Mails to this person")),
    "members.EngagementPerson.person": Rule(_("Approaches that they took part in"), same("engagement"), goes=True),
    "members.EngagementStep.owner": Rule(_("Next steps in their charge")),
    "meetings.Attendance.person": Rule(_("Attendance at meetings"), same("meeting")),
    "meetings.Agreement.owner_person": Rule(_("Agreements in their charge")),
    "meetings.Agreement.told_to": Rule(_("Agreements that they were told of")),
    "meetings.AgreementRequest.asked_by": Rule(_("Asked about agreements")),
    "meetings.AgreementRequest.decided_by": Rule(_("Decided about agreements")),
    "meetings.AgreementReminder.person": Rule(_("Reminders of agreements"), same("agreement", "due_on", "step")),
    "meetings.MinutesPerson.person": Rule(_("Named in minutes"), frozen=Q()),
    "meetings.MinutesComment.person": Rule(_("Comments on minutes")),
    "meetings.MinutesComment.answered_by": Rule(_("Answers to comments on minutes")),
    "meetings.MinutesApproval.person": Rule(_("Approvals of minutes")),
    "meetings.Proceedings.chair": Rule(_("Meetings chaired")),
    "meetings.Proceedings.secretary": Rule(_("Meetings as secretary")),
    "meetings.CalendarFeed.person": Rule(_("Calendars subscribed to"), one_calendar, goes=True),
    "actionplans.Comment.author": Rule(_("Comments on plans")),
    "actionplans.Comment_asks.person": Rule(_("Comments that ask this person"), same("comment"), goes=True),
    "actionplans.Comment.resolved_by": Rule(_("Comments that they resolved")),
    "actionplans.Endorsement.person": Rule(_("Stances of the organization that they wrote")),
    "actionplans.DissentAnswer.person": Rule(_("Answers to dissents")),
    "actionplans.ProgressReport.author": Rule(_("Reports of progress")),
    "actionplans.ProgressReport.decided_by": Rule(_("Reports that they decided on")),
    "actionplans.Delivery.person": Rule(_("Plans and notices sent to them"), same("share")),
    "actionplans.RecipientList_people.person": Rule(_("Lists of recipients"), same("recipientlist"), goes=True),
}


class TwoAccounts(Refused):
    words = _("Both have an account, and with it their own password. An administrator closes one of them first.")


class Erased(Refused):
    words = _("The data of one of the two were erased, or that was asked for: nothing is added to such an entry.")


class TwoInvitations(Refused):
    """`meetings`: their numbers."""

    def __init__(self, meetings: str):
        said = _("Both are on the list of a meeting that is not over: %(meetings)s. Take one of the two off it first.")
        self.words = said % {"meetings": meetings}
        super().__init__(meetings)


def preview(duplicate: Person, kept: Person) -> Preview:
    """A handful of queries, whatever there is to merge."""
    refused: str | Promise = ""
    try:
        check(duplicate, kept)
    except Refused as refusal:
        refused = refusal.words
    filled = [
        (str(capfirst(Person._meta.get_field(name).verbose_name)), str(getattr(duplicate, name)))
        for name in _lacking(duplicate, kept)
    ]
    return Preview(lines_of(RULES, duplicate, kept), filled, refused)


def check(duplicate: Person, kept: Person) -> None:
    """Raises a Refused."""
    if duplicate.pk == kept.pk:
        raise Itself
    if duplicate.merged_into_id or kept.merged_into_id:
        raise MergedAlready
    if duplicate.user_id and kept.user_id:
        raise TwoAccounts
    if ErasureRequest.objects.filter(person__in=[duplicate, kept], decision__in=["", "erased"]).exists():
        raise Erased
    of_kept = Attendance.objects.filter(person=kept, meeting=OuterRef("meeting"))
    both = Attendance.objects.filter(Exists(of_kept), person=duplicate, meeting__closed_at=None)
    numbers = list(both.order_by("meeting__starts_at").values_list("meeting__number", flat=True))
    if numbers:
        raise TwoInvitations(", ".join(numbers))


@transaction.atomic
def merge_people(duplicate: Person, kept: Person, *, actor: User) -> Person:
    """All or nothing: `duplicate` becomes part of `kept`, which is returned. Raises a Refused."""
    if not can_coordinate(actor):
        raise PermissionDenied
    locked = Person.everyone.select_for_update(of=("self",)).order_by("pk")
    both = locked.in_bulk({duplicate.pk, kept.pk})
    duplicate, kept = both[duplicate.pk], both[kept.pk]
    check(duplicate, kept)
    _settle(duplicate, kept)
    with pgtrigger.ignore(*triggers_of_names(), *OPENED):
        move(RULES, duplicate, kept)
    account, duplicate.user = duplicate.user, None
    for name in _lacking(duplicate, kept):
        setattr(kept, name, getattr(duplicate, name))
    kept.unsubscribed_at = kept.unsubscribed_at or duplicate.unsubscribed_at
    kept.user = kept.user or account
    duplicate.merged_into = kept
    duplicate.save()
    kept.save()
    return kept


def _settle(duplicate: Person, kept: Person) -> None:
    """Of what a person has once: the entry that is kept has its own; links sent to the other open nothing more."""
    if kept.consents.filter(withdrawn_at=None).exists():
        withdraw_consent(duplicate)
    open_ones = {"accepted_at": None, "revoked_at": None}
    if kept.user_id or kept.invitations.filter(**open_ones).exists():
        duplicate.invitations.filter(**open_ones).update(revoked_at=timezone.now())
    if duplicate.user_id:
        kept.invitations.filter(**open_ones).update(revoked_at=timezone.now())


def _lacking(duplicate: Person, kept: Person) -> list[str]:
    return [name for name in FILLED if getattr(duplicate, name) and not getattr(kept, name)]
