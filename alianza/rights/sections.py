"""Where a person or an account stands in the database, one by one. A model that is missing here fails a test."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Person, User


@dataclass(frozen=True)
class Section:
    """Rows that name somebody by `field`: their day, and what of them is said in a line."""

    title: str | Promise
    when: str
    what: tuple[str, ...]


MEETING = ("meeting__number", "meeting__title")
OF_MINUTES = ("version__minutes__meeting__number", "version__number")
AGREEMENT = ("agreement__number",)
PLAN_VERSION = ("version__plan__title", "version__number")

SECTIONS: dict[str, Section] = {
    "members.Mandate.person": Section(_("Mandates"), "starts_on", ("organization__name", "role", "ends_on")),
    "members.Consent.person": Section(_("Consents"), "given_at", ("way", "version", "withdrawn_at")),
    "members.Invitation.person": Section(_("Invitations to an account"), "created_at", ("email", "accepted_at")),
    "members.ErasureRequest.person": Section(_("Requests of erasure"), "asked_at", ("decision",)),
    "members.OutboxMail.person": Section(_("Mails to this person"), "created_at", ("subject", "to_email", "state")),
    "members.Person.merged_into": Section(_("Duplicates merged into it before"), "", ("name", "email", "phone")),
    "members.PersonEvent.pgh_obj": Section(
        _("Changes of the directory entry"), "pgh_created_at", ("name", "email", "phone", "position")
    ),
    "members.Assessment.assessed_by": Section(
        _("Stakeholders that they assessed"), "assessed_on", ("stakeholder__name",)
    ),
    "members.EngagementPerson.person": Section(
        _("Approaches that they took part in"), "engagement__on", ("engagement__stakeholder__name", "side")
    ),
    "members.EngagementStep.owner": Section(_("Next steps in their charge"), "due_on", ("text", "outcome")),
    "meetings.Attendance.person": Section(
        _("Meetings: invited, and whether they came"), "meeting__starts_at", (*MEETING, "status", "answer")
    ),
    "meetings.Agreement.owner_person": Section(_("Agreements in their charge"), "due_on", ("number", "text", "state")),
    "meetings.Agreement.told_to": Section(_("Agreements that they were told of"), "due_on", ("number", "text")),
    "meetings.AgreementRequest.asked_by": Section(
        _("Asked about agreements"), "asked_at", (*AGREEMENT, "kind", "reason")
    ),
    "meetings.AgreementRequest.decided_by": Section(
        _("Decided about agreements"), "decided_at", (*AGREEMENT, "decision", "words")
    ),
    "meetings.AgreementReminder.person": Section(_("Reminders of agreements"), "created_at", AGREEMENT),
    "meetings.MinutesIntake.created_by": Section(_("Minutes taken in"), "created_at", ("body__name",)),
    "meetings.MinutesPerson.person": Section(
        _("Named in minutes"), "version__opened_at", ("version__minutes__meeting__number", "name", "position")
    ),
    "meetings.MinutesComment.person": Section(_("Comments on minutes"), "created_at", (*OF_MINUTES, "text")),
    "meetings.MinutesComment.answered_by": Section(_("Answers to comments on minutes"), "answered_at", ("answer",)),
    "meetings.MinutesApproval.person": Section(_("Approvals of minutes"), "created_at", OF_MINUTES),
    "meetings.Proceedings.chair": Section(_("Meetings chaired"), "meeting__starts_at", MEETING),
    "meetings.Proceedings.secretary": Section(_("Meetings as secretary"), "meeting__starts_at", MEETING),
    "meetings.DeviceAct.user": Section(_("Written down in meetings"), "taken_at", ("meeting__number",)),
    "meetings.CalendarFeed.person": Section(_("Calendars subscribed to"), "created_at", ("body__name",)),
    "actionplans.Comment.author": Section(_("Comments on plans"), "created_at", (*PLAN_VERSION, "text")),
    "actionplans.Comment.asks": Section(_("Comments that ask this person"), "created_at", (*PLAN_VERSION, "text")),
    "actionplans.Comment.resolved_by": Section(_("Comments that they resolved"), "resolved_at", PLAN_VERSION),
    "actionplans.Endorsement.person": Section(
        _("Stances of the organization that they wrote"), "created_at", (*PLAN_VERSION, "stance", "statement")
    ),
    "actionplans.DissentAnswer.person": Section(_("Answers to dissents"), "created_at", ("text",)),
    "actionplans.ProgressReport.author": Section(
        _("Reports of progress"), "created_at", ("period__name", "state", "words")
    ),
    "actionplans.ProgressReport.decided_by": Section(
        _("Reports that they decided on"), "decided_at", ("period__name", "status", "reason")
    ),
    "actionplans.Delivery.person": Section(
        _("Plans and notices sent to them"),
        "share__created_at",
        ("opened_at", "acknowledged_at", "acknowledged_name", "acknowledged_position", "note"),
    ),
    "actionplans.Delivery.answer_seen_by": Section(
        _("Answers of stakeholders that they noted"), "answer_seen_at", ("organization__name",)
    ),
    "actionplans.RecipientList.people": Section(_("Lists of recipients"), "", ("name",)),
    "members.UserEvent.pgh_obj": Section(_("Changes of the account"), "pgh_created_at", ("email", "is_active")),
    "account.EmailAddress.user": Section(_("Addresses of the account"), "", ("email", "verified")),
    "mfa.Authenticator.user": Section(_("Second factors"), "created_at", ("type", "last_used_at")),
    "usersessions.UserSession.user": Section(_("Open sessions"), "created_at", ("ip", "user_agent", "last_seen_at")),
    "admin.LogEntry.user": Section(_("Acts in the administration"), "action_time", ("object_repr",)),
    "members.DirectoryImport.created_by": Section(_("Lists read in"), "created_at", ("file_name",)),
    "members.Invitation.created_by": Section(_("Invitations that they sent"), "created_at", ("accepted_at",)),
    "members.ErasureRequest.asked_by": Section(_("Erasures that they asked for"), "asked_at", ("decision",)),
    "members.ErasureRequest.decided_by": Section(_("Erasures that they decided on"), "decided_at", ("decision",)),
    "actionplans.PlanVersion.published_by": Section(_("Versions published"), "published_at", ("plan__title", "number")),
    "actionplans.Notice.created_by": Section(_("Notices written"), "created_at", ("title",)),
    "actionplans.Share.created_by": Section(_("Sent to stakeholders"), "created_at", ("message",)),
    "actionplans.Reminder.created_by": Section(_("Reminders sent to stakeholders"), "created_at", ("number",)),
    "actionplans.PlanImport.created_by": Section(_("Spreadsheets read in"), "created_at", ("file_name",)),
}
EXEMPT = {
    "members.Person.user": "the entry itself, which stands first on the page",
    "members.PersonEvent.user": "the same rows as members.PersonEvent.pgh_obj",
    "pghistory.MiddlewareEvents.user": "a view on the rows of pghistory.Context, which are collected as acts",
}
# Never handed out, not even to whom they belong: whoever has them can act as that person.
SECRET = {"password", "token_sha256", "session_key", "data", "message_id", "lease_token", "uid", "link_uid", "code"}


def relations() -> Iterable[tuple[type[Model], Field]]:
    """Every column of every model that points to a person or an account. The trail of a model repeats its rows."""
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
            if field.related_model not in (Person, User):
                continue
            if not hasattr(model, "pgh_tracked_model") or field.name == "pgh_obj":
                yield model, field


def label(model: type[Model], field: Field) -> str:
    return f"{model._meta.label}.{field.name}"
