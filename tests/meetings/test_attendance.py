"""Taking attendance: only what was changed is saved, and organizations are counted once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from meetings.models import Attendance
from meetings.presentation.facts import turnout
from meetings.services import attendance as services
from meetings.services.attendance import Mark
from tests.factories import AttendanceFactory, OrganizationFactory, PersonFactory, StakeholderFactory
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db


def address(scene, name="meeting_run"):
    return reverse(f"meetings:{name}", args=[scene.meeting.pk])


def marks(row, before, after) -> dict:
    return {"act": "mark", f"was-{row.pk}": before, f"mark-{row.pk}": after}


def status_of(row) -> str:
    return Attendance.objects.get(pk=row.pk).status


def test_marks_are_saved(scene, logged_in):
    first, second = AttendanceFactory(meeting=scene.meeting), AttendanceFactory(meeting=scene.meeting)
    typed = marks(first, "invited", "remote") | {f"was-{second.pk}": "invited"}
    answer = logged_in(scene.coordinator).post(address(scene), typed)
    assert answer.status_code == 302
    assert (status_of(first), status_of(second)) == ("remote", "invited")


def test_a_stale_page_undoes_nobody_elses_marks(scene, logged_in):
    first, second = AttendanceFactory(meeting=scene.meeting), AttendanceFactory(meeting=scene.meeting)
    Attendance.objects.filter(pk=first.pk).update(status="present")
    stale = marks(first, "excused", "excused") | marks(second, "invited", "present")
    logged_in(scene.coordinator).post(address(scene), stale)
    assert (status_of(first), status_of(second)) == ("present", "present")


def test_two_different_marks_for_one_person_keep_the_first_and_say_so(scene, logged_in):
    row = AttendanceFactory(meeting=scene.meeting)
    client = logged_in(scene.coordinator)
    client.post(address(scene), marks(row, "invited", "excused"))
    answer = client.post(address(scene), marks(row, "invited", "present"), follow=True)
    assert status_of(row) == "excused"
    assert any(row.person.name in str(message) for message in answer.context["messages"])


def test_marks_of_another_meeting_or_of_no_meaning_are_left_alone(scene, logged_in):
    elsewhere, here = AttendanceFactory(), AttendanceFactory(meeting=scene.meeting)
    typed = marks(elsewhere, "invited", "present") | marks(here, "invited", "dancing")
    assert logged_in(scene.coordinator).post(address(scene), typed).status_code == 302
    assert (status_of(elsewhere), status_of(here)) == ("invited", "invited")


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_representatives_take_no_attendance(scene, logged_in, who, status):
    row = scene.meeting.attendances.get()
    client = logged_in(getattr(scene, who, status))
    assert client.get(address(scene)).status_code == status
    assert client.post(address(scene), marks(row, "invited", "present")).status_code == status
    assert client.get(address(scene, "attendance_add")).status_code == status
    with pytest.raises(PermissionDenied):
        services.record(scene.meeting, [Mark(row.pk, "invited", "present")], actor=getattr(scene, who, status))
    assert status_of(row) == "invited"


def test_persons_and_organizations_are_counted(scene):
    organization = OrganizationFactory()
    for _ in range(2):
        AttendanceFactory(meeting=scene.meeting, organization=organization, status="present")
    remote = AttendanceFactory(meeting=scene.meeting, status="remote")
    scene.body.organizations.add(organization, remote.organization)
    AttendanceFactory(meeting=scene.meeting, status="excused")
    AttendanceFactory(meeting=scene.meeting, status="present", capacity="guest")
    AttendanceFactory(meeting=scene.meeting, status="present", organization=None, capacity="observer")
    facts = turnout(scene.meeting.attendances.all(), scene.body)
    assert (facts.representatives, facts.organizations, facts.people, facts.invited) == (3, 2, 5, 7)
    assert facts.organizations_invited == 4 and facts.has_quorum
    with translation.override("en"):
        assert facts.sentence == "3 representatives of 2 organizations"


def test_a_quorum_counts_organizations_not_persons(scene):
    organization = OrganizationFactory()
    for _ in range(5):
        AttendanceFactory(meeting=scene.meeting, organization=organization, status="present")
    assert not turnout(scene.meeting.attendances.all(), scene.body).has_quorum, "2 organizations are needed"


def test_the_page_shows_every_person_with_a_named_group_of_choices(scene, logged_in):
    row = scene.meeting.attendances.get()
    page = logged_in(scene.coordinator).get(address(scene)).content.decode()
    assert page.count(f'name="mark-{row.pk}"') == 4
    assert f'aria-labelledby="n{row.pk}"' in page and f'id="n{row.pk}"' in page


def invite(client, scene, **typed):
    return client.post(address(scene, "attendance_add"), {"capacity": "principal", **typed})


def test_a_person_is_found_by_name_and_invited_for_an_organization(scene, logged_in):
    person, client = PersonFactory(name="Zoraida de prueba"), logged_in(scene.coordinator)
    page = client.get(address(scene, "attendance_add"), {"q": "zoráida"}).content.decode()
    assert "Zoraida de prueba" in page
    invite(client, scene, person=person.pk, organization=scene.organization.pk, capacity="alternate")
    row = scene.meeting.attendances.get(person=person)
    assert (row.organization, row.capacity, row.status) == (scene.organization, "alternate", "invited")


def test_without_a_choice_a_person_speaks_for_its_own_organization(scene, logged_in):
    person = PersonFactory()
    invite(logged_in(scene.coordinator), scene, person=person.pk)
    assert scene.meeting.attendances.get(person=person).organization == person.organization


def test_a_guest_of_an_authority_makes_no_quorum(scene, logged_in):
    guest = PersonFactory(organization=StakeholderFactory())
    invite(logged_in(scene.coordinator), scene, person=guest.pk, capacity="guest")
    scene.meeting.attendances.filter(person=guest).update(status="present")
    assert turnout(scene.meeting.attendances.all(), scene.body).organizations == 0


def test_a_representative_of_nobody_and_a_second_invitation_are_refused_in_words(scene, logged_in):
    client, nobody = logged_in(scene.coordinator), PersonFactory(organization=None)
    answer = invite(client, scene, person=nobody.pk)
    assert answer.status_code == 200 and "organization" in answer.context["form"].errors
    again = invite(client, scene, person=scene.invited.person.pk)
    assert again.status_code == 200 and "person" in again.context["form"].errors
    assert invite(client, scene, person=999_999).context["form"].errors
    assert scene.meeting.attendances.count() == 1
