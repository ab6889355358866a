"""A meeting as a calendar's event (RFC 5545, 5546): one attendee each, so that nobody learns who else is invited."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from icalendar import Calendar, Event, vCalAddress, vText

from meetings.models import Attendance, Meeting
from meetings.presentation.zones import zone_of
from members.content_lines import folded
from members.tokens import PLACEHOLDER

LONG = datetime.timedelta(hours=2)  # of a meeting whose end nobody has said


def uid_of(meeting: Meeting) -> str:
    """The same for the whole life of the meeting."""
    return f"{meeting.uid}@alianza"


def reply_address(attendance_id: int) -> str:
    """Where this person's calendar sends its answer; signed, so that nobody answers for somebody else."""
    box, at, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{box}+{attendance_id}-{signature(attendance_id)}@{domain}" if at else _sender()


def signature(attendance_id: int) -> str:
    return salted_hmac("meetings.replies", str(attendance_id), algorithm="sha256").hexdigest()[:20]


def answer_path() -> str:
    """The address of the page to answer on, the token not yet in it."""
    return settings.SITE_URL + reverse("meetings:invitation", args=[PLACEHOLDER])


def digest(meeting: Meeting) -> str:
    """Of all that an invitation tells: another one is due when it changes. Needs the agenda."""
    parts = [meeting.title, meeting.starts_at, meeting.ends_at, meeting.time_zone, meeting.city, meeting.place]
    parts += [meeting.link, meeting.mode, meeting.is_confidential]
    parts += [(one.title, one.minutes, one.presenter, one.document) for one in meeting.agenda.all()]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def invitation(meeting: Meeting, row: Attendance, *, cancelled: bool = False) -> str:
    """For one person, in their language; lines not folded, the link's placeholder in it (members.outbox)."""
    with translation.override(row.person.language):
        event = _event(meeting, full=not meeting.is_confidential, link=answer_path())
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        event["organizer"] = _organizer(reply_address(row.pk))
        attendee = vCalAddress(f"MAILTO:{row.person.email}")
        attendee.params.update({"CN": vText(row.person.name), "ROLE": "REQ-PARTICIPANT"})
        attendee.params.update({"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
        event.add("attendee", attendee, encode=0)
    return _unfolded(_calendar([event], "CANCEL" if cancelled else "REQUEST"))


def feed(meetings: Iterable[Meeting], name: str) -> bytes:
    """To subscribe to; who is invited, and what is confidential, isn't in it."""
    events = []
    for meeting in meetings:
        link = settings.SITE_URL + meeting.get_absolute_url()
        event = _event(meeting, full=not meeting.is_confidential, link=link, place=False)
        event.add("status", "CANCELLED" if meeting.state == Meeting.State.CANCELLED else "CONFIRMED")
        event["organizer"] = _organizer(_sender())
        events.append(event)
    calendar = _calendar(events, "PUBLISH")
    calendar.add("x-wr-calname", name)
    return folded(_unfolded(calendar)).encode()


def _organizer(address: str) -> vCalAddress:
    organizer = vCalAddress(f"MAILTO:{address}")
    organizer.params["CN"] = vText(settings.ALLIANCE_NAME)
    return organizer


def _event(meeting: Meeting, *, full: bool, link: str, place: bool = True) -> Event:
    """`full` False: nothing but when, and a link."""
    zone = ZoneInfo(meeting.time_zone)
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", (meeting.ends_at or meeting.starts_at + LONG).astimezone(zone))
    event.add("summary", meeting.title if full else neutral_title())
    event.add("class", "PUBLIC" if full else "CONFIDENTIAL")
    event.add("url", link)
    lines = [gettext("Answer here: %(link)s") % {"link": link}] if place else [link]
    if full:
        lines = [*_agenda(meeting), *lines]
        where = [meeting.place, meeting.city, meeting.link] if place else [meeting.city]
        event.add("location", ", ".join(filter(None, where)))
    event.add("description", "\n".join(lines))
    return event


def neutral_title() -> str:
    return gettext("Meeting of the alliance")


def _agenda(meeting: Meeting) -> list[str]:
    rows = list(meeting.agenda.all())
    return [gettext("Agenda:"), *(f"{n}. {row.name}" for n, row in enumerate(rows, start=1)), ""] if rows else []


def _calendar(events: list[Event], method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Alianza//Alianza//ES")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    starts: dict[ZoneInfo, list[datetime.datetime]] = defaultdict(list)
    for event in events:
        starts[event["dtstart"].dt.tzinfo].append(event["dtstart"].dt)
    if not events:  # a calendar has a component, be it the zone of what is to come
        starts[ZoneInfo(settings.TIME_ZONE)].append(timezone.now())
    for component in [*(zone_of(zone, moments) for zone, moments in starts.items()), *events]:
        calendar.add_component(component)
    return calendar


def _unfolded(calendar: Calendar) -> str:
    return calendar.to_ical().decode().replace("\r\n ", "").replace("\r\n\t", "")


def _sender() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
