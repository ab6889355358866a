"""What calendars answer by themselves: METHOD:REPLY, sent to the signed address of one invitation."""

import datetime
import hmac
import re
from email.message import Message
from email.utils import getaddresses

from django.conf import settings
from icalendar import Calendar, Component

from meetings.models import Attendance, Meeting
from meetings.presentation import ical
from meetings.services.answers import Answer, answer
from meetings.services.errors import NotConvened, Over

HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
SAID = {"ACCEPTED": Answer.YES, "DECLINED": Answer.NO, "TENTATIVE": Answer.MAYBE}


def take(mail: Message, recipient: str = "") -> Attendance | None:
    """The answer as it stands then; None for a forged address, somebody who stands for nobody any more, another event,
    an answer to another date than the one that holds, or what no calendar would say."""
    row = next(filter(None, map(_row_behind, [recipient] if recipient else _addresses(mail))), None)
    event = _reply(mail) if row else None
    if row is None or event is None:
        return None
    said = _said(event, row.person.email)
    if str(event.get("uid", "")) != ical.uid_of(row.meeting) or not _of_this_date(event, row.meeting) or said is None:
        return None
    try:
        return answer(row, said, at=_stamp(event))
    except (NotConvened, Over):
        return None


def _of_this_date(event: Component, meeting: Meeting) -> bool:
    """Not every new sequence is a new date: who answered before the agenda changed has answered."""
    said = str(event.get("sequence", 0)).strip()
    return said.isascii() and said.isdigit() and meeting.asked_sequence <= int(said[:9]) <= meeting.sequence


def _stamp(event: Component) -> datetime.datetime | None:
    """When it was said; None where the calendar has no moment for it."""
    try:
        said = event.decoded("dtstamp")
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    if not isinstance(said, datetime.datetime):
        return None
    return said if said.tzinfo else said.replace(tzinfo=datetime.UTC)


def _row_behind(address: str) -> Attendance | None:
    box, _, domain = settings.REPLY_ADDRESS.partition("@")
    shape = rf"{re.escape(box)}\+(\d{{1,18}})-([0-9a-f]{{20}})@{re.escape(domain)}"
    found = re.fullmatch(shape, address.strip().lower())
    if not domain or not found or not hmac.compare_digest(found[2], ical.signature(int(found[1]))):
        return None
    return Attendance.objects.standing().select_related("meeting", "person").filter(pk=int(found[1])).first()


def _reply(mail: Message) -> Component | None:
    for part in mail.walk():
        if part.get_content_type() != "text/calendar":
            continue
        payload = part.get_payload(decode=True)
        try:
            calendar = Calendar.from_ical(payload if isinstance(payload, bytes) else b"")
        except (ValueError, IndexError, KeyError):
            return None
        if isinstance(calendar, Calendar) and str(calendar.get("method", "")).upper() == "REPLY":
            return next(iter(calendar.walk("VEVENT")), None)
    return None


def _said(event: Component, email: str) -> str | None:
    attendees = event.get("attendee", [])
    for one in attendees if isinstance(attendees, list) else [attendees]:
        if str(one).lower().removeprefix("mailto:") == email.lower():
            return SAID.get(str(one.params.get("PARTSTAT", "")).upper())
    return None


def _addresses(mail: Message) -> list[str]:
    return [address for _name, address in getaddresses([str(v) for h in HEADERS for v in mail.get_all(h, [])])]
