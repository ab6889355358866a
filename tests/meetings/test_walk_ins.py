"""Somebody came who is on no list; and what somebody comes as: at once, or from a device that was offline."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from meetings.models import Attendance, DeviceAct, Meeting
from meetings.services import attendance, walk_ins
from meetings.services.attendance import Mark
from meetings.services.errors import NotBegun, NotConvened
from meetings.services.walk_ins import Arrival
from members.models import OutboxMail, Person
from tests.factories import AttendanceFactory, OrganizationFactory, PersonFactory, StakeholderFactory
from tests.meetings.refusals import REFUSED
from tests.meetings.test_run import act, going_on, page, sync

__all__ = ["going_on"]
pytestmark = pytest.mark.django_db


def came(name: str, **typed) -> dict:
    return {"act": "came", "name": name, "capacity": "guest", "status": "present", **typed}


def row_of(name: str) -> Attendance:
    return Attendance.objects.select_related("person", "organization").get(person__name=name)


@pytest.fixture
def send(going_on, logged_in):
    """send(fields, …) → what became of each, as from a device's queue."""
    client = logged_in(going_on.coordinator)
    return lambda *fields: sync(client, going_on, [act(one) for one in fields])


class TestNewToTheDirectory:
    def test_is_added_to_it_and_there(self, going_on, send):
        typed = came("Recién  Llegada", organization=going_on.organization.name, email="recien@ejemplo.example")
        (said,) = send(typed | {"capacity": "alternate", "status": "remote"})
        row = row_of("Recién Llegada")
        assert (said["state"], row.status, row.capacity, row.organization) == (
            "done",
            "remote",
            "alternate",
            going_on.organization,
        )
        assert (row.person.email, row.person.organization) == ("recien@ejemplo.example", going_on.organization)
        assert timezone.now() - row.arrived_at < timezone.timedelta(minutes=1)
        assert not OutboxMail.objects.exists(), "who is there needs no invitation"

    def test_a_guest_of_nobody(self, send):
        assert send(came("Visita de prueba"))[0]["state"] == "done"
        assert row_of("Visita de prueba").person.organization is None

    @pytest.mark.parametrize("said", ["Ministerio de Prueba", "MINISTERIO DE PRUEBA", "MdP"])
    def test_of_any_organization_by_its_name(self, send, said):
        ministry = StakeholderFactory(name="Ministerio de Prueba", acronym="MDP")
        assert send(came("Visita de prueba", organization=said))[0]["state"] == "done"
        assert row_of("Visita de prueba").organization == ministry

    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ({"organization": "Organización de la"}, "Organización de la invitada"),
            ({"organization": "Xyzzy"}, "exactamente"),
            ({"name": " "}, "obligatorio"),
            ({"email": "nada"}, "correo"),
            ({"capacity": "principal"}, "organización"),
            ({"capacity": "queen"}, "queen"),
            ({"status": "excused"}, "excused"),
        ],
    )
    def test_bad_input_is_refused_in_words_and_stays_typed(self, going_on, send, logged_in, typed, word):
        fields = came("Recién Llegada") | typed
        (said,) = send(fields)
        assert said["state"] == "refused" and word in said["words"]
        answer = logged_in(going_on.coordinator).post(page(going_on), fields)
        shown = answer.content.decode()
        assert f'value="{fields["name"]}"' in shown and 'id="somebody" open>' in shown
        assert answer.context["came"].errors and word in str(answer.context["came"].errors)
        assert Attendance.objects.count() == 1 and not Person.objects.filter(name="Recién Llegada").exists()


class TestKnownToTheDirectory:
    @pytest.fixture
    def known(self, going_on):
        return PersonFactory(name="Zoraida de Prueba", organization=going_on.organization, email="z@ejemplo.example")

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"organization": "Organización de la invitada"},
            {"email": "Z@ejemplo.example"},
            {"name": "zoraida de prueba"},
            {"name": "Zoraida de Pruebas", "email": "z@ejemplo.example"},
        ],
    )
    def test_is_that_person(self, known, send, typed):
        assert send(came("Zoráida de Prueba") | typed)[0]["state"] == "done"
        row = Attendance.objects.get(person=known)
        assert (row.status, row.organization) == ("present", known.organization)
        assert Person.objects.filter(sort_key__startswith="zoraida").count() == 1

    def test_their_first_address_is_noted(self, known, send):
        Person.objects.update(email="")
        send(came(known.name, email="nueva@ejemplo.example"))
        known.refresh_from_db()
        assert known.email == "nueva@ejemplo.example"

    def test_another_address_is_not_written_over(self, known, send):
        (said,) = send(came(known.name, email="otra@ejemplo.example"))
        assert said["state"] == "refused" and "z@ejemplo.example" in said["words"]
        assert not Attendance.objects.filter(person=known).exists()

    @pytest.mark.parametrize(
        "typed", [{"organization": "Otra de prueba"}, {"name": "Alba", "email": "z@ejemplo.example"}]
    )
    def test_somebody_says_who_is_meant(self, known, send, going_on, logged_in, typed):
        other, fields = OrganizationFactory(name="Otra de prueba"), came(known.name) | typed
        (said,) = send(fields)
        label = f"{known.name} · {known.organization}"
        assert said["state"] == "conflict" and said["choices"] == [[str(known.pk), label], ["new", "Otra persona"]]
        client = logged_in(going_on.coordinator)
        asked = client.post(page(going_on), fields)
        shown = asked.content.decode()
        assert asked.status_code == 409 and f'name="who" value="{known.pk}"' in shown and 'value="new"' in shown
        assert not DeviceAct.objects.exists() and Attendance.objects.count() == 1
        assert client.post(page(going_on), fields | {"who": str(known.pk)}).status_code == 302
        row = Attendance.objects.get(person=known)
        assert row.organization == (other if "organization" in typed else known.organization)

    def test_somebody_else_of_the_same_name(self, known, send):
        other = OrganizationFactory(name="Otra de prueba")
        assert send(came(known.name, organization=other.name, who="new"))[0]["state"] == "done"
        assert Attendance.objects.get(organization=other).person != known
        (said,) = send(came("Alba", email=known.email, who="new"))
        assert said["state"] == "refused" and known.email in said["words"]

    def test_of_two_of_one_name_none_is_guessed(self, known, send):
        PersonFactory(name=known.name)
        assert len(send(came(known.name))[0]["choices"]) == 3

    def test_a_key_that_was_not_offered_is_nobody(self, known, send):
        stranger = PersonFactory()
        assert send(came(known.name, who=str(stranger.pk)))[0]["state"] == "conflict"
        assert not Attendance.objects.filter(person=stranger).exists()


class TestOnTheList:
    def test_who_was_invited_is_marked(self, going_on, send):
        row = going_on.row
        assert send(came(row.person.name, capacity=row.capacity))[0]["state"] == "done"
        row.refresh_from_db()
        assert row.status == "present" and row.arrived_at

    @pytest.mark.parametrize("change", [{"status": "excused"}, {"status": "remote"}, {"capacity": "observer"}])
    def test_what_somebody_else_noted_stands_and_is_said(self, going_on, send, change):
        Attendance.objects.update(**change)
        (said,) = send(came(going_on.row.person.name, capacity=going_on.row.capacity))
        going_on.row.refresh_from_db()
        assert said["state"] == "refused" and going_on.row.get_capacity_display() in said["words"]
        assert {name: getattr(going_on.row, name) for name in change} == change

    def test_twice_adds_nobody(self, going_on, logged_in):
        client, queue = logged_in(going_on.coordinator), [act(came("Recién Llegada"))]
        for _ in range(2):
            assert sync(client, going_on, queue)[0]["state"] == "done"
        first = row_of("Recién Llegada").arrived_at
        assert sync(client, going_on, [act(came("recien llegada"))])[0]["state"] == "done"
        assert row_of("Recién Llegada").arrived_at == first and Attendance.objects.count() == 2

    def test_in_order_with_what_follows(self, going_on, send):
        send(came("Primera de prueba"), came("Segunda de prueba"))
        rows = list(Attendance.objects.order_by("pk")[1:])
        assert [row.person.name for row in rows] == ["Primera de prueba", "Segunda de prueba"]

    def test_a_page_shows_them_at_no_cost(self, going_on, send, logged_in, counted):
        client = logged_in(going_on.coordinator)
        send(*(came(f"Visita {n}") for n in range(12)))
        with counted() as queries:
            shown = client.get(page(going_on)).content.decode()
        assert "Visita 11" in shown and len(queries()) <= 8, queries()


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_add_one_person(going_on):
    def one_device():
        try:
            walk_ins.take_in(
                going_on.meeting, Arrival("A la vez", None, "", "guest", "present"), actor=going_on.coordinator
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=one_device) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (
        Person.objects.filter(name="A la vez").count()
        == Attendance.objects.filter(person__name="A la vez").count()
        == 1
    )


class TestRefused:
    ARRIVAL = Arrival("Recién Llegada", None, "", "guest", "present")

    @pytest.mark.parametrize(("who", "status"), REFUSED)
    def test_to_whom_runs_no_meeting(self, going_on, logged_in, who, status):
        user = getattr(going_on, who, status)
        assert logged_in(user).post(page(going_on), came("Recién Llegada")).status_code == status
        with pytest.raises(PermissionDenied):
            walk_ins.take_in(going_on.meeting, self.ARRIVAL, actor=user)
        with pytest.raises(PermissionDenied):
            attendance.speak_as(going_on.meeting, [Mark(going_on.row.pk, "principal", "guest")], actor=user)
        assert Attendance.objects.get().capacity == "principal"

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"state": "draft"}, NotConvened),
            ({"state": "cancelled"}, NotConvened),
            ({"starts_at": timezone.now() + timezone.timedelta(days=2)}, NotBegun),
        ],
    )
    def test_where_no_meeting_goes_on(self, going_on, change, refusal):
        Meeting.objects.filter(pk=going_on.meeting.pk).update(**change)
        with pytest.raises(refusal):
            walk_ins.take_in(going_on.meeting, self.ARRIVAL, actor=going_on.coordinator)
        with pytest.raises(refusal):
            attendance.speak_as(going_on.meeting, [], actor=going_on.coordinator)


class TestComesAs:
    def as_(self, row, before: str, after: str) -> dict:
        return {"act": "mark", f"was-as-{row.pk}": before, f"as-{row.pk}": after}

    def test_is_changed_by_the_page_and_by_a_device(self, going_on, send, logged_in):
        row = going_on.row
        assert send(self.as_(row, "principal", "alternate"))[0]["state"] == "done"
        logged_in(going_on.coordinator).post(page(going_on), self.as_(row, "alternate", "observer"))
        assert Attendance.objects.get().capacity == "observer"

    def test_what_somebody_else_chose_stands_and_is_shown(self, going_on, send):
        Attendance.objects.update(capacity="guest")
        (said,) = send(self.as_(going_on.row, "principal", "alternate"))
        assert (
            said["state"] == "conflict"
            and "por invitación" in said["words"]
            and going_on.row.person.name in said["words"]
        )
        assert Attendance.objects.get().capacity == "guest"

    def test_the_same_choice_twice_is_no_conflict(self, going_on, send):
        change = self.as_(going_on.row, "principal", "alternate")
        assert [one["state"] for one in send(change, change)] == ["done", "done"]

    def test_nobody_represents_nothing(self, going_on, send):
        row = AttendanceFactory(meeting=going_on.meeting, organization=None, capacity="guest")
        (said,) = send(self.as_(row, "guest", "principal"))
        assert said["state"] == "conflict" and row.person.name in said["words"]
        assert Attendance.objects.get(pk=row.pk).capacity == "guest"

    def test_of_another_meeting_or_without_meaning_is_left_alone(self, going_on, send):
        elsewhere = AttendanceFactory()
        send(self.as_(elsewhere, "principal", "guest"), self.as_(going_on.row, "principal", "queen"))
        assert set(Attendance.objects.values_list("capacity", flat=True)) == {"principal"}
