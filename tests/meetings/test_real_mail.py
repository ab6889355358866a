"""Invitations as mail servers get them, from a real worker: read back by two parsers of calendars."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from meetings.models import Meeting
from meetings.services import convening
from meetings.services import meetings as services
from tests import factories as make

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NINE = datetime.datetime(2031, 5, 9, 9, tzinfo=ZoneInfo("America/Bogota"))
IN_UTC = datetime.datetime(2031, 5, 9, 14, tzinfo=datetime.UTC)


@pytest.fixture
def people():
    return [make.representative(name="Ñata Prueba; “López”"), make.representative()]


@pytest.fixture
def meeting(people) -> Meeting:
    body = make.BodyFactory(organizations=[user.person.organization for user in people])
    made = Meeting(body=body, title="Reunión; de prueba, «ñ» " + "larga " * 20, starts_at=NINE, place="Salón reservado")
    return services.create_meeting(made, actor=make.coordinator())


def event_of(received) -> tuple[str, dict]:
    """(method, facts) of the mail's calendar part, as both parsers read it."""
    [part] = [part for part in received.message.walk() if part.get_content_type() == "text/calendar"]
    text = part.get_content()
    calendar, other = Calendar.from_ical(text), vobject.readOne(text)
    [event] = calendar.walk("VEVENT")
    facts = {
        "uid": str(event["uid"]),
        "sequence": int(event["sequence"]),
        "title": str(event["summary"]),
        "starts": event.decoded("dtstart").astimezone(datetime.UTC),
        "attendees": [str(event["attendee"]).lower()],
    }
    assert facts == {
        "uid": other.vevent.uid.value,
        "sequence": int(other.vevent.sequence.value),
        "title": other.vevent.summary.value,
        "starts": other.vevent.dtstart.value.astimezone(datetime.UTC),
        "attendees": [one.value.lower() for one in other.vevent.attendee_list],
    }
    method = str(calendar["method"])
    assert method == other.method.value == part.get_param("method")
    assert calendar.walk("VTIMEZONE"), "the hour is said with its time zone"
    return method, facts


def test_convened_changed_and_called_off(worker, smtp_sink, people, meeting):
    worker.start()
    writer = make.coordinator()
    assert convening.convene(meeting, actor=writer) == 2
    smtp_sink.wait_for(2)
    uids = set()
    for user in people:
        [received] = smtp_sink.to(user.person.email)
        method, facts = event_of(received)
        assert (method, facts["sequence"], facts["starts"]) == ("REQUEST", 0, IN_UTC)
        assert facts["attendees"] == [f"mailto:{user.person.email}".lower()], "nobody learns who else comes"
        assert facts["title"] == meeting.title
        uids.add(facts["uid"])
    assert len(uids) == 1

    Meeting.objects.filter(pk=meeting.pk).update(starts_at=NINE + datetime.timedelta(hours=1))
    assert convening.tell_changes(meeting, actor=writer) == 2
    smtp_sink.wait_for(4)
    assert convening.cancel(meeting, "Sin quórum", actor=writer) == 2
    smtp_sink.wait_for(6)
    said = [event_of(received) for received in smtp_sink.to(people[0].person.email)]
    assert [(method, facts["sequence"]) for method, facts in said] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    assert {facts["uid"] for _, facts in said} == uids
    assert said[1][1]["starts"] == IN_UTC + datetime.timedelta(hours=1)
