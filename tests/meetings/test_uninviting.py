"""An invitation is taken back: that one calendar is told, as two parsers read it; substitutes get mails too."""

import pytest
import vobject
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from icalendar import Calendar

from meetings.models import Attendance
from meetings.services import answers, convening, uninviting
from meetings.services.errors import Marked, OfAnother
from members.delivery import calendar_part, deliver
from members.models import OutboxMail, Person
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def meeting(writer):
    meeting = make.MeetingFactory(state="draft", starts_at=make.in_a_week(), title="Reunión 4711", place="Salón 4711")
    for _n in range(2):
        make.AttendanceFactory(meeting=meeting)
    convening.convene(meeting, actor=writer)
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def row(meeting) -> Attendance:
    return meeting.attendances.order_by("pk").first()


def mails(event: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(event=event).order_by("pk"))


def both_read(mail: OutboxMail) -> dict[str, str]:
    """What icalendar and vobject agree on."""
    text, kind = calendar_part(mail)
    calendar = Calendar.from_ical(text)
    event = next(iter(calendar.walk("VEVENT")))
    one = {name: str(event[name]) for name in ("uid", "sequence", "status", "attendee")}
    other = vobject.readOne(text)
    assert (other.method.value, kind) == (str(calendar["method"]), f"text/calendar; method={other.method.value}")
    assert {name: str(getattr(other.vevent, name).value) for name in one} == one
    assert other.vevent.dtstart.value == event["dtstart"].dt
    return one | {"method": other.method.value}


def test_that_one_is_told_and_nobody_else(meeting, row, writer):
    person = row.person
    assert uninviting.uninvite(row, actor=writer) == 1
    (mail,) = mails("meeting_uninvited")
    read = both_read(mail)
    assert (mail.person, read["method"], read["status"]) == (person, "CANCEL", "CANCELLED")
    assert read["attendee"] == f"MAILTO:{person.email}" and int(read["sequence"]) == 1
    assert read["uid"] == both_read(mails("meeting_convened")[0])["uid"]
    assert meeting.attendances.count() == 1 and not mails("meeting_cancelled")


def test_the_link_opens_nothing_any_more(client, row, writer):
    path = reverse("meetings:invitation", args=[token_for(row.uid)])
    uninviting.uninvite(row, actor=writer)
    assert client.get(path).status_code == 404


def test_it_really_leaves_unless_they_are_invited_again(row, writer, meeting, mailoutbox):
    person = row.person
    uninviting.uninvite(row, actor=writer)
    OutboxMail.objects.exclude(event="meeting_uninvited").delete()
    deliver()
    assert [mail.to[0].endswith(f"<{person.email}>") for mail in mailoutbox] == [True]
    again = make.AttendanceFactory(meeting=meeting, person=person)
    mail = mails("meeting_uninvited")[0]
    assert not uninviting.still_uninvited(mail)
    again.delete()
    assert uninviting.still_uninvited(mail)


def test_of_a_confidential_meeting_only_when(row, writer, meeting):
    type(meeting).objects.update(is_confidential=True)
    uninviting.uninvite(row, actor=writer)
    (mail,) = mails("meeting_uninvited")
    assert "4711" not in mail.subject + mail.text + mail.calendar


def test_of_a_draft_nobody_is_told(writer):
    row = make.AttendanceFactory(meeting=make.MeetingFactory(state="draft", starts_at=make.in_a_week()))
    assert uninviting.uninvite(row, actor=writer) == 0 and not OutboxMail.objects.exists()


def test_refused_to_others_and_once_there_is_a_mark(row, writer, client):
    with pytest.raises(PermissionDenied):
        uninviting.uninvite(row, actor=make.representative())
    Attendance.objects.filter(pk=row.pk).update(status="present")
    with pytest.raises(Marked):
        uninviting.uninvite(row, actor=writer)
    client.force_login(writer)
    path = reverse("meetings:attendance_delete", args=[row.pk])
    assert "corríjala" in client.get(path).content.decode()
    assert client.post(path).status_code == 302 and Attendance.objects.filter(pk=row.pk).exists()


def test_by_the_page_asked_first(client, row, writer):
    client.force_login(writer)
    path = reverse("meetings:attendance_delete", args=[row.pk])
    assert path in client.get(row.meeting.get_absolute_url()).content.decode()
    assert row.person.name in client.get(path).content.decode() and Attendance.objects.filter(pk=row.pk).exists()
    client.post(path)
    assert not Attendance.objects.filter(pk=row.pk).exists()
    assert client.post(path).status_code == 404


class TestSubstitutes:
    def test_a_withdrawn_one_and_whom_they_sent_are_told(self, row):
        second = answers.send_substitute(row, "Suplente Uno", "uno@ejemplo.example")
        third = answers.send_substitute(second, "Suplente Dos", "dos@ejemplo.example")
        answers.answer(row, "yes")
        assert {mail.person for mail in mails("meeting_uninvited")} == {second.person, third.person}
        assert not Attendance.objects.filter(pk__in=[second.pk, third.pk]).exists()
        assert all(both_read(mail)["method"] == "CANCEL" for mail in mails("meeting_uninvited"))

    def test_an_address_of_another_organization_makes_no_second_person(self, row):
        known = make.PersonFactory(email="conocida@ejemplo.example")
        with pytest.raises(OfAnother):
            answers.send_substitute(row, "Quien sea", "Conocida@ejemplo.example")
        assert Person.objects.filter(email__iexact=known.email).count() == 1
        row.refresh_from_db()
        assert row.answer == ""

    def test_so_many_an_hour_and_not_more(self, client, row):
        path = reverse("meetings:invitation", args=[token_for(row.uid)])
        for n in range(7):
            data = {"said": "substitute", "name": f"Suplente {n}", "email": f"s{n}@ejemplo.example"}
            answer = client.post(path, data)
        assert answer.status_code == 409 and "Suplente 6" in answer.content.decode()
        assert Person.objects.filter(name__startswith="Suplente").count() == 5

    def test_a_name_with_a_line_separator_adds_no_property(self, row):
        place = answers.send_substitute(row, "Suplente\u2028X-EVIL:1\u0085X-WORSE:2", "uno@ejemplo.example")
        mail = OutboxMail.objects.get(event="meeting_convened", person=place.person)
        text = calendar_part(mail)[0]
        assert "\u2028" not in text and "\u0085" not in text and both_read(mail)["method"] == "REQUEST"
        assert "x-evil" not in vobject.readOne(text).vevent.contents
