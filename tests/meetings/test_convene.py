"""Calling a meeting: its moment, its number, who is invited."""

import datetime
import threading

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Meeting
from meetings.services import meetings as services
from meetings.services.errors import NumberTaken
from tests.factories import BodyFactory, MandateFactory, MeetingFactory, OrganizationFactory, PersonFactory, coordinator

ADD = "meetings:meeting_create"


@pytest.fixture
def typed(scene):
    return {
        "body": scene.body.pk,
        "kind": "planning",
        "title": "Reunión nueva de prueba",
        "date": "2031-04-06",
        "start": "09:00",
        "end": "12:30",
        "time_zone": "America/Bogota",
        "city": "Bogotá",
        "number": "",
        "invite": "on",
    }


def convene(client, typed):
    return client.post(reverse(ADD), typed)


def test_nine_in_bogota_is_two_in_the_afternoon_utc(scene, logged_in, typed):
    answer = convene(logged_in(scene.coordinator), typed)
    meeting = Meeting.objects.get(title=typed["title"])
    assert answer.url == meeting.get_absolute_url()
    assert meeting.starts_at == datetime.datetime(2031, 4, 6, 14, tzinfo=datetime.UTC)
    assert meeting.ends_at == datetime.datetime(2031, 4, 6, 17, 30, tzinfo=datetime.UTC)
    assert meeting.number == "2031-01"


def test_the_same_clock_elsewhere_is_another_moment_and_comes_back_as_typed(scene, logged_in, typed):
    client = logged_in(scene.coordinator)
    convene(client, typed | {"time_zone": "Europe/Madrid"})
    meeting = Meeting.objects.get(title=typed["title"])
    assert meeting.starts_at == datetime.datetime(2031, 4, 6, 7, tzinfo=datetime.UTC), "summer time there"
    page = client.get(reverse("meetings:meeting_update", args=[meeting.pk])).content.decode()
    assert 'value="2031-04-06"' in page and 'value="09:00"' in page and 'value="12:30"' in page
    assert 'value="Europe/Madrid" selected' in page


def test_editing_moves_the_meeting_and_keeps_its_number(scene, logged_in, typed):
    address = reverse("meetings:meeting_update", args=[scene.meeting.pk])
    logged_in(scene.coordinator).post(address, typed | {"number": "2031-77"})
    scene.meeting.refresh_from_db()
    assert scene.meeting.local_start.hour == 9 and scene.meeting.number == "2018-901"


def test_an_end_before_the_start_is_said_beside_the_field(scene, logged_in, typed):
    answer = convene(logged_in(scene.coordinator), typed | {"end": "08:00"})
    assert answer.status_code == 200 and "end" in answer.context["form"].errors
    assert 'value="Reunión nueva de prueba"' in answer.content.decode()
    assert not Meeting.objects.filter(title=typed["title"]).exists()


@pytest.mark.parametrize(
    "wrong",
    [{"time_zone": "Mars/Base"}, {"number": "la primera"}, {"number": "2018-901"}, {"date": "mañana"}, {"body": "0"}],
)
def test_bad_input_is_a_sentence_and_writes_nothing(scene, logged_in, typed, wrong):
    answer = convene(logged_in(scene.coordinator), typed | wrong)
    assert answer.status_code == 200 and answer.context["form"].errors.keys() == wrong.keys()
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("invited", 403), ("outsider", 404)])
def test_representatives_dont_convene(scene, logged_in, typed, who, status):
    client = logged_in(getattr(scene, who))
    assert convene(client, typed).status_code == 403
    assert client.post(reverse("meetings:meeting_update", args=[scene.meeting.pk]), typed).status_code == status
    assert client.post(reverse("meetings:meeting_invite", args=[scene.meeting.pk])).status_code == status
    assert Meeting.objects.count() == 1 and scene.meeting.attendances.count() == 1


def test_the_next_number_follows_the_highest_of_the_year(db):
    for number in ("2031-01", "2031-09", "2031-10", "2030-44", "2031-especial"):
        MeetingFactory(number=number)
    assert services.next_number(2031) == "2031-11"
    assert services.next_number(2032) == "2032-01"


def test_a_race_for_a_number_is_a_sentence_with_the_next_free_one(scene, logged_in, typed, monkeypatch):
    MeetingFactory(number="2031-01")
    monkeypatch.setattr("meetings.forms.meetings.NewMeetingForm.validate_unique", lambda form: None)
    answer = convene(logged_in(scene.coordinator), typed | {"number": "2031-01"})
    assert "2031-02" in answer.context["form"].errors["number"][0]
    assert 'value="Reunión nueva de prueba"' in answer.content.decode(), "nothing typed is lost"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_one_number_and_one_refusal():
    body, actor = BodyFactory(), coordinator()
    outcomes, start = [], threading.Barrier(2)

    def one() -> None:
        meeting = MeetingFactory.build(
            body=body, number="2031-01", starts_at=datetime.datetime(2031, 4, 6, tzinfo=datetime.UTC)
        )
        start.wait()
        try:
            outcomes.append(services.create_meeting(meeting, actor=actor).number)
        except NumberTaken as taken:
            outcomes.append(f"free: {taken.free}")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["2031-01", "free: 2031-02"]


def test_convening_invites_the_bodys_current_principals(scene, logged_in, typed):
    former = PersonFactory(organization=scene.organization)
    MandateFactory(person=former, role="alternate")
    stranger = MandateFactory()
    convene(logged_in(scene.coordinator), typed)
    meeting = Meeting.objects.get(title=typed["title"])
    invited = {(row.person_id, row.organization_id, row.status) for row in meeting.attendances.all()}
    expected = {scene.invited.person, scene.member.person}
    assert invited == {(person.pk, person.organization_id, "invited") for person in expected}
    assert stranger.person_id not in {row[0] for row in invited}


def test_convening_without_invitations(scene, logged_in, typed):
    del typed["invite"]
    convene(logged_in(scene.coordinator), typed)
    assert not Meeting.objects.get(title=typed["title"]).attendances.exists()


def test_inviting_the_body_twice_adds_nobody_and_keeps_marks(scene, logged_in):
    scene.meeting.attendances.update(status="present")
    for _ in range(2):
        logged_in(scene.coordinator).post(reverse("meetings:meeting_invite", args=[scene.meeting.pk]))
    assert scene.meeting.attendances.count() == 2
    assert scene.meeting.attendances.get(person=scene.invited.person).status == "present"


def test_an_organization_that_left_is_not_invited(scene):
    gone = OrganizationFactory(left_on=datetime.date(2018, 4, 6))
    MandateFactory(person=PersonFactory(organization=gone))
    scene.body.organizations.add(gone)
    services.attendance.invite_body(scene.meeting, actor=scene.coordinator)
    assert not scene.meeting.attendances.filter(organization=gone).exists()


def test_inviting_by_get_is_refused(scene, logged_in):
    address = reverse("meetings:meeting_invite", args=[scene.meeting.pk])
    assert logged_in(scene.coordinator).get(address).status_code == 405
