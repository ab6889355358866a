from actionplans.models.comments import Comment
from actionplans.models.deliveries import Delivery, Share
from actionplans.models.endorsements import Endorsement
from actionplans.models.items import Origin, PlanItem, Responsibility, VersionItem
from actionplans.models.plans import ActionPlan
from actionplans.models.reminders import Reminder
from actionplans.models.versions import PlanVersion, ReviewRound

__all__ = [
    "ActionPlan",
    "Comment",
    "Delivery",
    "Endorsement",
    "Origin",
    "PlanItem",
    "PlanVersion",
    "Reminder",
    "Responsibility",
    "ReviewRound",
    "Share",
    "VersionItem",
]
