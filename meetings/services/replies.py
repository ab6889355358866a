"""What calendars answer by themselves: METHOD:REPLY, sent to the signed address of one invitation."""

import hmac
import re
from email.message import Message
from email.utils import getaddresses

from django.conf import settings
from icalendar import Calendar, Component

from meetings.models import Attendance
from meetings.presentation import ical
from meetings.services.answers import Answer, answer
from meetings.services.errors import NotConvened, Over

HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
SAID = {"ACCEPTED": Answer.YES, "DECLINED": Answer.NO}


def take(mail: Message, recipient: str = "") -> Attendance | None:
    """The answer as it stands then; None for a forged address, another event, an older sequence, or no clear word."""
    row = next(filter(None, map(_row_behind, [recipient] if recipient else _addresses(mail))), None)
    event = _reply(mail) if row else None
    if row is None or event is None:
        return None
    if str(event.get("uid", "")) != ical.uid_of(row.meeting) or int(event.get("sequence", 0)) != row.meeting.sequence:
        return None
    said = _said(event, row.person.email)
    stamp = event.get("dtstamp")
    if said is None:
        return None
    try:
        return answer(row, said, at=stamp.dt if stamp else None)
    except (NotConvened, Over):
        return None


def _row_behind(address: str) -> Attendance | None:
    box, _, domain = settings.REPLY_ADDRESS.partition("@")
    shape = rf"{re.escape(box)}\+(\d{{1,18}})-([0-9a-f]{{20}})@{re.escape(domain)}"
    found = re.fullmatch(shape, address.strip().lower())
    if not domain or not found or not hmac.compare_digest(found[2], ical.signature(int(found[1]))):
        return None
    return Attendance.objects.select_related("meeting", "person").filter(pk=int(found[1])).first()


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
