from meetings.models.acts import DeviceAct
from meetings.models.agreements import OVERDUE, Agreement, AgreementPartner, AgreementReminder, AgreementRequest
from meetings.models.attendance import PRESENT, Attendance
from meetings.models.bodies import Body
from meetings.models.feeds import CalendarFeed
from meetings.models.meetings import AgendaItem, Meeting
from meetings.models.minutes import Minutes
from meetings.models.swot import SwotItem

__all__ = [
    "OVERDUE",
    "PRESENT",
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
    "Minutes",
    "SwotItem",
]
