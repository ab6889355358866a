"""Whoever lost the mandate has no meeting any more, from that day on; guests never needed one."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.models import Attendance, Meeting
from meetings.permissions import sees_place
from meetings.services import convening, feeds
from meetings.services.check_in import check_in, code_of
from meetings.services.errors import UnknownCode
from members.models import Mandate, OutboxMail
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make.representative().person


@pytest.fixture
def row(person) -> Attendance:
    body = make.BodyFactory(organizations=[person.organization])
    meeting = make.MeetingFactory(body=body, state="draft", starts_at=make.in_a_week(), title="Reunión reservada 4711")
    row = make.AttendanceFactory(meeting=meeting, person=person, organization=person.organization)
    make.AttendanceFactory(meeting=meeting)
    convening.convene(meeting, actor=make.coordinator())
    row.refresh_from_db()
    return row


def lose(person) -> None:
    person.mandates.update(ends_on=timezone.localdate())


def titles(client, feed) -> list[str]:
    text = client.get(f"/meetings/calendar/{token_for(feed.uid)}.ics").content
    return [str(event["summary"]) for event in Calendar.from_ical(text).walk("VEVENT")]


def test_the_feed_forgets_what_they_were_invited_to(client, row, person):
    feed = feeds.renew(None, actor=person.user)
    assert titles(client, feed) == ["Reunión reservada 4711"]
    lose(person)
    assert titles(client, feed) == []


def test_the_link_in_the_mail_opens_nothing_and_answers_nothing(client, row, person):
    path = reverse("meetings:invitation", args=[token_for(row.uid)])
    assert client.get(path).status_code == 200
    lose(person)
    for answer in (client.get(path), client.post(path, {"said": "yes"})):
        assert answer.status_code == 404 and "4711" not in answer.content.decode()
    row.refresh_from_db()
    assert row.answer == ""


def test_no_mail_about_it_leaves_any_more(row, person):
    mail = OutboxMail.objects.get(event="meeting_convened", person=person)
    assert convening.still_invited(mail)
    lose(person)
    assert not convening.still_invited(mail)
    Meeting.objects.update(city="Cali")
    convening.tell_changes(row.meeting, actor=None)
    assert not OutboxMail.objects.filter(event="meeting_changed", person=person).exists()


def test_another_mandate_does_not_open_the_meetings_of_the_former(client, row, person):
    lose(person)
    make.MandateFactory(person=person, organization=make.OrganizationFactory())
    client.force_login(person.user)
    assert client.get(row.meeting.get_absolute_url()).status_code == 404


def test_nor_their_place_where_the_new_organization_sees_the_meeting(row, person):
    elsewhere = make.OrganizationFactory()
    row.meeting.body.organizations.add(elsewhere)
    assert sees_place(person.user, row.meeting)
    lose(person)
    make.MandateFactory(person=person, organization=elsewhere)
    again = type(person.user).objects.get(pk=person.user_id)
    assert Meeting.objects.visible_to(again).exists() and not sees_place(again, row.meeting)


def test_the_code_at_the_door_is_nobodys(row, person):
    Meeting.objects.update(starts_at=timezone.now())
    lose(person)
    with pytest.raises(UnknownCode):
        check_in(row.meeting, code_of(row))


def test_an_organization_that_left_is_not_invited_any_more(row, person):
    type(person.organization).objects.filter(pk=person.organization_id).update(
        left_on=timezone.localdate(), leaving_reason="other"
    )
    assert not Attendance.objects.standing().filter(pk=row.pk).exists()


@pytest.mark.parametrize("capacity", ["guest", "observer"])
def test_guests_stay_whatever_mandate_they_had(row, person, capacity):
    lose(person)
    Attendance.objects.filter(pk=row.pk).update(capacity=capacity)
    assert Attendance.objects.standing().filter(pk=row.pk).exists()


def test_whoever_never_needed_a_mandate_and_whoever_was_named_again_stay(row, person):
    other = row.meeting.attendances.exclude(pk=row.pk).get()
    assert not Mandate.objects.filter(person=other.person).exists()
    assert Attendance.objects.standing().filter(pk=other.pk).exists()
    person.mandates.update(ends_on=timezone.localdate() - datetime.timedelta(days=9))
    make.MandateFactory(
        person=person, organization=person.organization, role="alternate", starts_on=timezone.localdate()
    )
    assert Attendance.objects.standing().filter(pk=row.pk).exists()
