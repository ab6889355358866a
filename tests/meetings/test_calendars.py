"""Every calendar that leaves the house keeps to RFC 5545 and 5546, as its bytes and two parsers show."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from meetings.models import Meeting
from meetings.services import convening, feeds
from members.delivery import calendar_part
from members.models import OutboxMail
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
LONG = "Planeación de la incidencia en Nariño, Chocó y Córdoba: ¿qué sigue después de las elecciones? – " * 2
ZONES = ["America/Bogota", "Europe/Madrid", "America/New_York", "Asia/Kathmandu"]


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def user():
    return make.representative()


@pytest.fixture
def meeting(user) -> Meeting:
    body = make.BodyFactory(organizations=[user.person.organization])
    meeting = make.MeetingFactory(
        body=body, state="draft", starts_at=make.in_a_week(), title=LONG[:178], place="Salón 4711", city="Pasto"
    )
    meeting.agenda.create(order=1, title=f"{LONG[:200]}; con comas, y \\ barras")
    make.AttendanceFactory(meeting=meeting, person=user.person, organization=user.person.organization)
    return meeting


def convened(meeting: Meeting, writer) -> Meeting:
    convening.convene(meeting, actor=writer)
    return Meeting.objects.get(pk=meeting.pk)


def checked(raw: bytes) -> dict[str, dict]:
    """By UID, what both parsers read of each event; all that holds for any calendar is asserted."""
    assert raw.endswith(b"END:VCALENDAR\r\n") and raw.startswith(b"BEGIN:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines), "a line ends with CRLF and with nothing else"
    assert max(map(len, lines)) <= 75, "octets, not letters"
    assert all(line.decode("utf-8") is not None for line in lines), "no letter is cut in two"
    text = raw.decode()
    assert not any((ord(one) < 32 and one not in "\r\n\t") or one in "\x85\u2028\u2029" for one in text)
    first, second = Calendar.from_ical(raw), vobject.readOne(text)
    assert str(first["version"]) == second.version.value == "2.0" and first["prodid"] and second.method.value
    assert first.subcomponents, "a calendar has a component"
    mine, theirs = first.walk("VEVENT"), getattr(second, "vevent_list", [])
    zones = {str(one["tzid"]) for one in first.walk("VTIMEZONE")}
    read = {}
    for event, other in zip(mine, theirs, strict=True):
        assert event["dtstart"].params["TZID"] in zones, "the zone of a date stands in the calendar"
        assert str(event["organizer"]).lower().startswith("mailto:"), "RFC 5546 asks for who calls the meeting"
        assert b"DTSTAMP:" in event.to_ical() and event["dtstamp"].dt.utcoffset() == datetime.timedelta()
        starts = other.dtstart.value.astimezone(datetime.UTC), event["dtstart"].dt.astimezone(datetime.UTC)
        ends = other.dtend.value.astimezone(datetime.UTC), event["dtend"].dt.astimezone(datetime.UTC)
        assert starts[0] == starts[1] and ends[0] == ends[1] > starts[1]
        assert other.description.value == str(event["description"])
        names = ("uid", "summary", "sequence", "status", "class")
        one = {name: str(event[name]) for name in names}
        assert one == {name: str(other.contents[name][0].value) for name in names}
        read[one["uid"]] = one | {
            "starts": starts[0],
            "text": event.to_ical().decode(),
            "about": other.description.value,
        }
    assert len(read) == len(mine), "a UID is of one event"
    return read


def subscribed(feed) -> dict[str, dict]:
    answer = Client().get(f"/meetings/calendar/{token_for(feed.uid)}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8" and "no-store" in answer["Cache-Control"]
    return checked(answer.content)


def mailed(event: str) -> dict[str, dict]:
    return checked(calendar_part(OutboxMail.objects.get(event=event))[0].encode())


@pytest.fixture(params=["own", "body"])
def feed(request, meeting, user):
    return feeds.renew(meeting.body if request.param == "body" else None, actor=user)


def test_the_feed_and_the_mail_are_of_one_event(feed, meeting, writer):
    meeting = convened(meeting, writer)
    (seen,), (told,) = subscribed(feed).values(), mailed(convening.CONVENED).values()
    assert seen["uid"] == told["uid"] and seen["sequence"] == told["sequence"] == "0"
    assert seen["starts"] == told["starts"] == meeting.starts_at.replace(microsecond=0)
    assert seen["status"] == told["status"] == "CONFIRMED" and seen["summary"] == LONG[:178]
    assert "con comas, y \\ barras" in seen["about"], "what is escaped comes back as it was"
    assert "Salón" not in seen["text"] and "ATTENDEE" not in seen["text"] and "Salón 4711" in told["text"]


def test_a_change_keeps_the_uid_and_raises_the_sequence_of_both(feed, meeting, writer):
    meeting = convened(meeting, writer)
    (before,) = subscribed(feed).values()
    Meeting.objects.update(starts_at=meeting.starts_at + datetime.timedelta(days=1), ends_at=None)
    convening.tell_changes(meeting, actor=writer)
    (seen,), (told,) = subscribed(feed).values(), mailed(convening.CHANGED).values()
    assert seen["uid"] == told["uid"] == before["uid"] and seen["sequence"] == told["sequence"] == "1"
    assert seen["starts"] == told["starts"] == before["starts"] + datetime.timedelta(days=1)


def test_what_is_called_off_stays_as_cancelled(feed, meeting, writer):
    convening.cancel(convened(meeting, writer), "No hay sala", actor=writer)
    (seen,), (told,) = subscribed(feed).values(), mailed(convening.CANCELLED).values()
    assert seen["status"] == told["status"] == "CANCELLED" and seen["sequence"] == told["sequence"] == "1"


def test_of_a_confidential_one_there_is_a_neutral_title_and_a_link(meeting, user, writer):
    Meeting.objects.update(is_confidential=True)
    meeting = convened(Meeting.objects.get(), writer)
    feed = feeds.renew(None, actor=user)
    for (event,) in (subscribed(feed).values(), mailed(convening.CONVENED).values()):
        assert event["summary"] == "Reunión de la alianza" and event["class"] == "CONFIDENTIAL"
        whole = event["text"].replace("\r\n ", "")
        for hidden in (LONG[:30], "Salón", "Pasto", "LOCATION", "barras", meeting.body.name, meeting.number):
            assert hidden not in whole


def test_nothing_to_show_is_still_a_calendar(feed):
    assert subscribed(feed) == {}


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize("zone", ZONES)
def test_nine_oclock_is_nine_oclock_there_in_summer_and_in_winter(user, meeting, writer, zone, month):
    year = timezone.now().year + 2
    nine = datetime.datetime(year, month, 15, 9, tzinfo=ZoneInfo(zone))
    Meeting.objects.update(starts_at=nine, ends_at=None, time_zone=zone)
    convened(Meeting.objects.get(), writer)
    for (event,) in (subscribed(feeds.renew(None, actor=user)).values(), mailed(convening.CONVENED).values()):
        assert event["starts"] == nine.astimezone(datetime.UTC)
        assert f"DTSTART;TZID={zone}:{year}{month:02}15T090000" in event["text"]


def test_over_the_day_the_clocks_change_each_date_has_its_own_hour(user, meeting, writer):
    nines = [datetime.datetime(2031, 3, day, 9, tzinfo=ZoneInfo("Europe/Madrid")) for day in (29, 31)]
    for nine in nines:
        make.MeetingFactory(body=meeting.body, starts_at=nine, ends_at=None, time_zone="Europe/Madrid")
    seen = subscribed(feeds.renew(None, actor=user))
    assert [one["starts"].hour for one in sorted(seen.values(), key=lambda one: one["starts"])] == [8, 7]


@pytest.mark.parametrize("bad", ["\u2028", "\x0b", "\x85", "\r\n", "\x1f"])
def test_what_some_readers_take_for_the_end_of_a_line_makes_no_property(feed, meeting, writer, bad):
    Meeting.objects.update(title=f"Reunión{bad}X-EVIL:1", city=f"Pasto{bad}ATTENDEE:mailto:x@x.example")
    meeting.agenda.update(title=f"Punto{bad}X-EVIL:1")
    convened(Meeting.objects.get(), writer)
    for (event,) in (subscribed(feed).values(), mailed(convening.CONVENED).values()):
        names = {line.partition(":")[0].partition(";")[0] for line in event["text"].splitlines()}
        assert "X-EVIL" not in names and event["summary"].startswith("Reunión")
