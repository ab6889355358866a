"""What somebody did stays under the names of that day, whatever they or their organization are called since."""

import pytest
from django.db import connection
from django.urls import reverse

from actionplans.models import Comment, Delivery, Endorsement
from actionplans.services.review import take_stance
from alianza.rights.sections import label, relations
from meetings.models import Attendance
from members.models import EngagementPerson, Organization, Person, kept_names
from tests import factories as make
from tests.alianza.reviews import in_review
from tests.alianza.world import World

pytestmark = pytest.mark.django_db
PERSON, ORGANIZATION = "Nombre Nuevo de Prueba", "Organización rebautizada"

NOT_KEPT = {
    "members.PersonEvent.pgh_obj": "a trail",
    "members.Person.merged_into": "the entry itself",
    "members.Mandate.person": "what holds is called as today",
    "members.Consent.person": "read by its own person",
    "members.Invitation.person": "no act of the person",
    "members.ErasureRequest.person": "no act that is shown as past",
    "members.OutboxMail.person": "keeps to_name itself",
    "members.EngagementStep.owner": "who is to do it is called as today",
    "meetings.Agreement.owner_person": "who owes it is called as today; frozen minutes keep the name",
    "meetings.Agreement.told_to": "no act of the person",
    "meetings.AgreementReminder.person": "no act of the person",
    "meetings.MinutesPerson.person": "is a kept name itself",
    "meetings.MinutesComment.answered_by": "shown as the secretariat's answer, with no name",
    "meetings.Proceedings.chair": "frozen minutes keep the name",
    "meetings.Proceedings.secretary": "frozen minutes keep the name",
    "meetings.CalendarFeed.person": "no act",
    "actionplans.Comment.asks": "who is asked is called as today",
    "actionplans.Comment.resolved_by": "not shown",
    "actionplans.ProgressReport.decided_by": "shown as the secretariat's, with no name",
    "actionplans.RecipientList.people": "who is told is called as today",
}


@pytest.fixture
def world() -> World:
    return World()


def rename(person: Person) -> None:
    person.name = PERSON
    person.save()
    Organization.objects.filter(pk=person.organization_id).update(name=ORGANIZATION)


def page(client, user, name: str, *args) -> str:
    client.force_login(user)
    return client.get(reverse(name, args=args)).content.decode()


def test_every_column_that_names_a_person_keeps_the_name_or_says_why_not():
    kept = {label(model, of) for model, _name, of in kept_names() if of.related_model is Person}
    to_people = {label(*one) for one in relations() if one[1].related_model is Person}
    assert to_people == kept | NOT_KEPT.keys() and not kept & NOT_KEPT.keys()


def test_each_row_has_the_names_of_that_day_and_keeps_them_through_all_that_is_saved(world):
    person = world.person
    before = {Person: person.name, Organization: world.organization.name}
    rename(person)
    rows = 0
    for model, name, of in kept_names():
        mine = {Person: person, Organization: person.organization}[of.related_model]
        for row in model._default_manager.filter(**{of.name: mine}).exclude(**{name: ""}):
            rows += 1
            assert getattr(row, name) == before[of.related_model], (model, name)
    assert rows > 10
    for row in (*Attendance.objects.filter(person=person), *Comment.objects.filter(author=person)):
        names = row.person_name, row.organization_name
        row.person_name = row.organization_name = "Otro nombre escrito encima"
        row.save()
        row.refresh_from_db()
        assert (row.person_name, row.organization_name) == names


def test_an_invitation_is_called_as_today_until_somebody_is_marked():
    row = make.AttendanceFactory(status="invited")
    rename(row.person)
    row = Attendance.objects.get(pk=row.pk)
    assert (row.person_name, row.called, row.spoke_for) == ("", PERSON, ORGANIZATION)
    row.status = "present"
    row.save()
    Person.objects.filter(pk=row.person_id).update(name="Otro nombre más")
    row = Attendance.objects.get(pk=row.pk)
    assert (row.called, row.spoke_for) == (PERSON, ORGANIZATION)


def test_another_person_put_there_brings_their_name():
    row = make.AttendanceFactory(status="present")
    other = make.PersonFactory()
    row.person, row.organization = other, None
    row.save()
    row = Attendance.objects.get(pk=row.pk)
    assert (row.called, row.spoke_for) == (other.name, "")


def test_many_written_at_once_have_theirs(world):
    Attendance.objects.filter(meeting=world.meeting).delete()
    people = make.PersonFactory.create_batch(3)
    Attendance.objects.bulk_create(Attendance(meeting=world.meeting, person=one, status="present") for one in people)
    found = Attendance.objects.filter(meeting=world.meeting).values_list("person_name", flat=True)
    assert set(found) == {one.name for one in people}


def test_a_stance_on_its_pages(client, world):
    user = make.representative(role="alternate")
    person, organization = user.person, user.person.organization
    name = person.name
    version = in_review([organization, make.OrganizationFactory()])
    said = take_stance(version, organization, "reservations", "Con reserva", actor=user)
    assert said.capacity == "alternate"
    rename(person)
    text = page(client, world.coordinator, "actionplans:review", version.pk)
    assert name in text and organization.name in text and "representante suplente" in text
    assert PERSON not in text and ORGANIZATION not in text
    assert Endorsement.objects.get(pk=said.pk).person_name == name


def test_attendance_on_the_page_of_the_meeting(client, world):
    name, organization = world.person.name, world.organization.name
    rename(world.person)
    text = page(client, world.coordinator, "meetings:meeting_detail", world.meeting.pk)
    assert name in text and organization in text and PERSON not in text.split("<main")[1].split(organization)[0]


def test_comments_and_approaches_on_their_pages(client, world):
    name = world.person.name
    rename(world.person)
    assert name in page(client, world.coordinator, "actionplans:review", world.comment.version_id)
    assert name in page(client, world.coordinator, "members:engagement_detail", world.engagement.pk)
    assert set(EngagementPerson.objects.filter(person=world.person).values_list("person_name", flat=True)) == {name}


def test_the_ledger_says_to_whom_it_was_sent_then(client, world):
    delivery = Delivery.objects.select_related("person", "organization").first()
    name, organization = delivery.person.name, delivery.organization.name
    rename(delivery.person)
    text = page(client, world.coordinator, "actionplans:share_detail", delivery.share_id)
    assert name in text and organization in text


def test_the_application_may_not_write_a_kept_name(world):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_attendance SET person_name = 'Falso' WHERE person_name <> ''")
    assert not Attendance.objects.filter(person_name="Falso").exists()
