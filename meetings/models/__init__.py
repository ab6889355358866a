from meetings.models.acts import DeviceAct
from meetings.models.agreements import OVERDUE, Agreement, AgreementPartner, AgreementReminder, AgreementRequest
from meetings.models.attendance import PRESENT, WITHOUT_MANDATE, Absence, Attendance
from meetings.models.bodies import Body
from meetings.models.feeds import CalendarFeed
from meetings.models.intakes import MinutesIntake
from meetings.models.meetings import FOLLOW_UP, AgendaItem, Meeting
from meetings.models.minutes import Minutes
from meetings.models.minutes_review import MinutesApproval, MinutesComment
from meetings.models.minutes_versions import MinutesPerson, MinutesVersion
from meetings.models.proceedings import Proceedings, ReviewedCommitment
from meetings.models.series import MeetingSeries
from meetings.models.swot import SwotItem

__all__ = [
    "FOLLOW_UP",
    "OVERDUE",
    "PRESENT",
    "WITHOUT_MANDATE",
    "Absence",
    "AgendaItem",
    "Agreement",
    "AgreementPartner",
    "AgreementReminder",
    "AgreementRequest",
    "Attendance",
    "Body",
    "CalendarFeed",
    "DeviceAct",
    "Meeting",
    "MeetingSeries",
    "Minutes",
    "MinutesApproval",
    "MinutesComment",
    "MinutesIntake",
    "MinutesPerson",
    "MinutesVersion",
    "Proceedings",
    "ReviewedCommitment",
    "SwotItem",
]
