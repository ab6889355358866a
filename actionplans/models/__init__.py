from actionplans.models.comments import Comment, CommentAsked
from actionplans.models.deliveries import Delivery, Share
from actionplans.models.endorsements import Endorsement
from actionplans.models.evidence import Escalation, Evidence
from actionplans.models.imports import PlanImport
from actionplans.models.items import WORDING, Origin, PlanItem, Responsibility, VersionItem
from actionplans.models.lists import RecipientList, RecipientListPerson
from actionplans.models.notices import Notice
from actionplans.models.plans import ActionPlan
from actionplans.models.reminders import Reminder
from actionplans.models.reports import IndicatorValue, ProgressReport, ReportingPeriod
from actionplans.models.rules import DissentAnswer, PublicationRule
from actionplans.models.versions import PlanVersion, ReviewRound

__all__ = [
    "WORDING",
    "ActionPlan",
    "Comment",
    "CommentAsked",
    "Delivery",
    "DissentAnswer",
    "Endorsement",
    "Escalation",
    "Evidence",
    "IndicatorValue",
    "Notice",
    "Origin",
    "PlanImport",
    "PlanItem",
    "PlanVersion",
    "ProgressReport",
    "PublicationRule",
    "RecipientList",
    "RecipientListPerson",
    "Reminder",
    "ReportingPeriod",
    "Responsibility",
    "ReviewRound",
    "Share",
    "VersionItem",
]
