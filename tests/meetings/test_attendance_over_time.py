"""Which organizations came, meeting after meeting."""

import datetime

import pytest
from django.urls import reverse

from meetings.models import Attendance, Meeting
from tests.factories import AttendanceFactory, BodyFactory, MeetingFactory, OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db
PAGE = "meetings:attendance_over_time"


def look(client, **choices):
    answer = client.get(reverse(PAGE), choices)
    assert answer.status_code == 200
    return answer


def strips(client, **choices):
    return {strip.name: strip for strip in look(client, **choices).context["strips"]}


@pytest.fixture
def later(scene):
    when = datetime.datetime(2019, 5, 6, 14, tzinfo=datetime.UTC)
    return MeetingFactory(body=BodyFactory(name="Otra mesa"), starts_at=when)


def mark(meeting, organization, status, **more):
    person = PersonFactory(organization=organization)
    return AttendanceFactory(meeting=meeting, person=person, organization=organization, status=status, **more)


def test_the_best_mark_counts_for_the_organization(scene, later, logged_in):
    Attendance.objects.update(status="unexcused")
    mark(scene.meeting, scene.organization, "remote")
    mark(later, scene.organization, "excused")
    found = strips(logged_in(scene.coordinator))[scene.organization.name]
    assert [(cell.letter, cell.status) for cell in found.cells] == [("R", "remote"), ("E", "excused")]
    assert (found.came, found.invited, found.remote, found.excused, found.unexcused) == (1, 2, 1, 1, 0)


def test_guests_speak_for_nobody(scene, logged_in):
    Attendance.objects.update(status="present")
    guest = mark(scene.meeting, OrganizationFactory(), "present", capacity="guest")
    assert guest.organization.name not in strips(logged_in(scene.coordinator))


def test_meetings_without_marks_are_left_out(scene, logged_in):
    assert not look(logged_in(scene.coordinator)).context["meetings"]


@pytest.mark.parametrize("choice", ["body", "year"])
def test_by_body_and_year(scene, later, logged_in, choice):
    Attendance.objects.update(status="present")
    mark(later, scene.organization, "present")
    value = {"body": later.body_id, "year": 2019}[choice]
    assert look(logged_in(scene.coordinator), **{choice: value}).context["meetings"] == [later]


def test_only_the_last_twelve_the_oldest_first(scene, logged_in):
    days = [datetime.datetime(2020, 1, day, 14, tzinfo=datetime.UTC) for day in range(1, 15)]
    meetings = [MeetingFactory(body=scene.body, starts_at=day) for day in days]
    for meeting in meetings:
        mark(meeting, scene.organization, "present")
    assert look(logged_in(scene.coordinator)).context["meetings"] == meetings[2:]


def test_representatives_are_refused(scene, logged_in):
    assert logged_in(scene.invited).get(reverse(PAGE)).status_code == 403


def test_few_queries_with_many_organizations(scene, logged_in, counted):
    for _n in range(100):
        mark(scene.meeting, OrganizationFactory(), "present")
    client = logged_in(scene.coordinator)
    with counted() as queries:
        assert len(look(client).context["strips"]) == 101
    assert len(queries()) <= 8


def test_a_cancelled_meeting_says_nothing_about_who_came(scene, later, logged_in):
    Attendance.objects.update(status="present")
    mark(later, scene.organization, "present")
    Meeting.objects.filter(pk=later.pk).update(state=Meeting.State.CANCELLED)
    assert look(logged_in(scene.coordinator)).context["meetings"] == [scene.meeting]
