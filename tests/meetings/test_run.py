"""The page that a meeting is run from: times of coming and going, notes, the clock, agreements in seconds, and a device
that was offline."""

import datetime
import json
import threading
import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from meetings.models import AgendaItem, Agreement, Attendance, DeviceAct, Meeting
from meetings.presentation.facts import turnout
from meetings.services import attendance, run
from tests.factories import ActionPlanFactory, AgreementFactory, AttendanceFactory, OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def going_on(scene):
    """The meeting began an hour ago, at an item of half an hour."""
    begun = timezone.now() - datetime.timedelta(hours=1)
    Meeting.objects.filter(pk=scene.meeting.pk).update(starts_at=begun, ends_at=None)
    scene.meeting.refresh_from_db()
    scene.item = AgendaItem.objects.create(meeting=scene.meeting, order=1, title="Informe de prueba", minutes=30)
    scene.row = Attendance.objects.get()
    return scene


def page(scene) -> str:
    return reverse("meetings:meeting_run", args=[scene.meeting.pk])


def notes(scene, before: str, text: str) -> dict:
    return {"act": "notes", "item": scene.item.pk, "before": before, "text": text}


def mark(row, before, after) -> dict:
    return {"act": "mark", f"was-{row.pk}": before, f"mark-{row.pk}": after}


def act(fields: dict, **more) -> dict:
    return {"uid": str(uuid.uuid4()), "at": timezone.now().isoformat(), "fields": fields} | more


def sync(client, scene, acts: list) -> list[dict]:
    address = reverse("meetings:meeting_sync", args=[scene.meeting.pk])
    answer = client.post(address, json.dumps({"acts": acts}), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["acts"]


def test_who_comes_and_goes_is_noted_with_the_hour_and_the_quorum_follows(going_on, logged_in):
    client, row = logged_in(going_on.coordinator), going_on.row
    going_on.body.quorum = 1
    going_on.body.save()
    client.post(page(going_on), mark(row, "invited", "present"))
    row.refresh_from_db()
    assert row.arrived_at and timezone.now() - row.arrived_at < datetime.timedelta(minutes=1)
    assert client.get(page(going_on)).context["facts"].has_quorum
    client.post(page(going_on), {"act": "mark", "leave": row.pk})
    row.refresh_from_db()
    assert row.left_at >= row.arrived_at and row.status == "present"
    facts = client.get(page(going_on)).context["facts"]
    assert (facts.organizations, facts.has_quorum) == (0, False)
    assert turnout([row], going_on.body).organizations == 1, "who left early was there all the same"
    client.post(page(going_on), {"act": "mark", "back": row.pk})
    assert client.get(page(going_on)).context["facts"].has_quorum


def test_the_same_mark_twice_keeps_the_first_hour(going_on, logged_in):
    early = timezone.now() - datetime.timedelta(minutes=40)
    going_on.row.arrived_at = early
    going_on.row.save()
    logged_in(going_on.coordinator).post(page(going_on), mark(going_on.row, "invited", "remote"))
    assert Attendance.objects.get().arrived_at == early
    logged_in(going_on.coordinator).post(page(going_on), mark(going_on.row, "remote", "excused"))
    assert Attendance.objects.get().arrived_at is None


def test_days_later_no_hour_is_made_up(scene, logged_in):
    logged_in(scene.coordinator).post(page(scene), mark(Attendance.objects.get(), "invited", "present"))
    assert Attendance.objects.get().arrived_at is None


def test_only_who_is_there_can_leave(going_on):
    assert not attendance.leave(going_on.meeting, going_on.row.pk, actor=going_on.coordinator)
    elsewhere = AttendanceFactory(status="present")
    assert not attendance.leave(going_on.meeting, elsewhere.pk, actor=going_on.coordinator)


def test_details_are_corrected_by_the_clock_of_the_meeting(going_on, logged_in):
    address = reverse("meetings:attendance_update", args=[going_on.row.pk])
    start = going_on.meeting.local_start
    typed = {"status": "present", "capacity": "alternate", "organization": going_on.organization.pk}
    hours = {"arrived": start.strftime("%H:%M"), "left": (start + datetime.timedelta(minutes=9)).strftime("%H:%M")}
    client = logged_in(going_on.coordinator)
    assert client.post(address, typed | hours).status_code == 302
    row = Attendance.objects.get()
    assert row.capacity == "alternate" and row.arrived_at == start.replace(second=0, microsecond=0)
    assert row.left_at - row.arrived_at == datetime.timedelta(minutes=9)
    backwards = {"arrived": hours["left"], "left": hours["arrived"]}
    assert "left" in client.post(address, typed | backwards).context["form"].errors
    assert "organization" in client.post(address, typed | {"organization": ""}).context["form"].errors


def test_an_item_begins_once_and_its_clock_runs(going_on, logged_in):
    client = logged_in(going_on.coordinator)
    client.post(page(going_on), {"act": "begin", "item": going_on.item.pk})
    AgendaItem.objects.update(begun_at=timezone.now() - datetime.timedelta(minutes=42))
    client.post(page(going_on), {"act": "begin", "item": going_on.item.pk})
    (item,) = client.get(page(going_on)).context["items"]
    assert item.is_on and "12 min" in item.left


def test_notes_are_saved_and_begin_the_minutes(going_on, logged_in):
    client = logged_in(going_on.coordinator)
    assert client.post(page(going_on), notes(going_on, "", "Se leyó\r\nel informe.")).status_code == 302
    assert AgendaItem.objects.get().notes == "Se leyó\nel informe."
    draft = client.get(reverse("meetings:minutes_edit", args=[going_on.meeting.pk])).content.decode()
    assert "## 1. Informe de prueba\n\nSe leyó\nel informe." in draft


def test_who_writes_on_an_old_text_gets_both_and_loses_nothing(going_on, logged_in):
    client = logged_in(going_on.coordinator)
    client.post(page(going_on), notes(going_on, "", "Lo de otra persona"))
    answer = client.post(page(going_on), notes(going_on, "", "Lo mío"))
    shown = answer.content.decode()
    assert answer.status_code == 409 and "Lo mío</textarea>" in shown and "Lo de otra persona" in shown
    assert AgendaItem.objects.get().notes == "Lo de otra persona"
    (item,) = answer.context["items"]
    assert client.post(page(going_on), notes(going_on, item.theirs, "Ambas cosas")).status_code == 302
    assert AgendaItem.objects.get().notes == "Ambas cosas"


def test_an_agreement_in_seconds_lacks_its_owner_until_the_meeting_closes(going_on, logged_in):
    client = logged_in(going_on.coordinator)
    typed = {
        "act": "agreement",
        "agenda_item": going_on.item.pk,
        "text": "Visitar la gobernación",
        "kind": "commitment",
    }
    assert client.post(page(going_on), typed).status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.lacks and agreement.agenda_item == going_on.item and agreement.number.endswith("/1")
    close = reverse("meetings:meeting_close", args=[going_on.meeting.pk])
    answer = client.post(close)
    assert answer.status_code == 409 and agreement.text in answer.content.decode()
    whole = typed | {"text": "Otro", "owner": going_on.organization.pk, "due_on": "2031-01-31"}
    client.post(page(going_on), whole)
    Agreement.objects.filter(pk=agreement.pk).delete()
    assert client.post(close).status_code == 302 and Meeting.objects.get().closed_at
    refused = client.post(page(going_on), typed)
    assert refused.status_code == 200 and typed["text"] in refused.content.decode(), "and it is closed"
    assert Agreement.objects.count() == 1


def test_the_person_named_brings_the_organization(going_on, logged_in):
    person = going_on.row.person
    typed = {
        "act": "agreement",
        "text": "Llamar",
        "kind": "commitment",
        "owner_person": person.pk,
        "due_on": "2031-01-31",
    }
    client = logged_in(going_on.coordinator)
    client.post(page(going_on), typed)
    assert Agreement.objects.get().owner == person.organization
    answer = client.post(page(going_on), typed | {"owner": OrganizationFactory().pk})
    assert answer.status_code == 200 and Agreement.objects.count() == 1


def test_a_queue_is_carried_out_in_order_and_once(going_on, logged_in):
    client, row = logged_in(going_on.coordinator), going_on.row
    then = timezone.now() - datetime.timedelta(minutes=25)
    queue = [
        act(mark(row, "invited", "present"), at=then.isoformat()),
        act(notes(going_on, "", "Primero")),
        act(notes(going_on, "Primero", "Primero y después")),
        act({"act": "agreement", "text": "Sin conexión", "kind": "decision"}),
        act({"act": "mark", "leave": row.pk}),
    ]
    assert [one["state"] for one in sync(client, going_on, queue)] == ["done"] * 5
    again = sync(client, going_on, queue)
    assert [one["state"] for one in again] == ["done"] * 5
    row.refresh_from_db()
    assert (row.status, row.arrived_at) == ("present", then) and row.left_at
    assert AgendaItem.objects.get().notes == "Primero y después"
    assert Agreement.objects.count() == 1 and DeviceAct.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_queue_sent_twice_at_once_is_carried_out_once(going_on, logged_in):
    queue = [act({"act": "agreement", "text": f"Acuerdo {n}", "kind": "decision"}) for n in range(4)]
    client, outcomes = logged_in(going_on.coordinator), []

    def one_device():
        try:
            outcomes.append([one["state"] for one in sync(client, going_on, queue)])
        finally:
            connection.close()

    threads = [threading.Thread(target=one_device) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [["done"] * 4] * 4
    assert list(Agreement.objects.order_by("sequence").values_list("text", flat=True)) == [
        f"Acuerdo {n}" for n in range(4)
    ]


def test_what_somebody_else_was_quicker_with_stands_and_is_shown(going_on, logged_in):
    client = logged_in(going_on.coordinator)
    AgendaItem.objects.update(notes="Ya había algo")
    Attendance.objects.update(status="excused")
    mine = notes(going_on, "", "Lo mío")
    acts = [act(mine), act(mark(going_on.row, "invited", "present")), act({"act": "begin", "item": going_on.item.pk})]
    said = sync(client, going_on, acts)
    assert [one["state"] for one in said] == ["conflict", "conflict", "done"]
    assert said[0]["theirs"] == "Ya había algo" and going_on.row.person.name in said[1]["words"]
    assert AgendaItem.objects.get().notes == "Ya había algo" and Attendance.objects.get().status == "excused"
    kept = sync(client, going_on, [act(mine | {"before": "Ya había algo"}, uid=acts[0]["uid"])])
    assert kept[0]["state"] == "done" and AgendaItem.objects.get().notes == "Lo mío"


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "dance"},
        {"act": "agreement", "text": "", "kind": "decision"},
        {"act": "notes", "item": "999999", "before": "", "text": "x"},
        {"act": "begin", "item": "x"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(going_on, logged_in, fields):
    (said,) = sync(logged_in(going_on.coordinator), going_on, [act(fields)])
    assert said["state"] == "refused" and said["words"] and not DeviceAct.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"acts": [1]}', '{"acts": [{"uid": "x", "fields": {}}]}', "[" * 100_000, '{"acts": {"a": 1}}'],
)
def test_what_is_no_queue_changes_nothing(going_on, logged_in, body):
    address = reverse("meetings:meeting_sync", args=[going_on.meeting.pk])
    answer = logged_in(going_on.coordinator).post(address, body, content_type="application/json")
    assert answer.status_code == 400 and not DeviceAct.objects.exists()


def test_another_accounts_act_is_not_told(going_on, logged_in):
    known = DeviceAct.objects.create(meeting=going_on.meeting, user=going_on.administrator)
    address = reverse("meetings:meeting_sync", args=[going_on.meeting.pk])
    body = json.dumps({"acts": [act({"act": "mark"}, uid=str(known.pk))]})
    assert logged_in(going_on.coordinator).post(address, body, content_type="application/json").status_code == 403


def test_a_wrong_clock_is_not_believed(going_on):
    now = timezone.now()
    ahead, ages = now + datetime.timedelta(hours=2), now - datetime.timedelta(days=400)
    for said in (ahead, ages, None):
        assert abs(run.moment(going_on.meeting, said) - now) < datetime.timedelta(minutes=1)


def test_the_page_costs_the_same_with_many_rows(going_on, logged_in, counted):
    client = logged_in(going_on.coordinator)
    for n in range(12):
        organization = OrganizationFactory()
        person = PersonFactory(organization=organization)
        AttendanceFactory(meeting=going_on.meeting, person=person, organization=organization, status="present")
        item = AgendaItem.objects.create(meeting=going_on.meeting, order=n + 2, title=f"Punto {n}")
        AgreementFactory(meeting=going_on.meeting, agenda_item=item)
    with counted() as queries:
        assert client.get(page(going_on)).status_code == 200
    assert len(queries()) <= 8, queries()


def test_pages_bear_a_commitment_that_nobody_keeps_yet(going_on, logged_in):
    lacking = AgreementFactory(meeting=going_on.meeting, owner=None, due_on=None)
    client = logged_in(going_on.coordinator)
    for address in (
        lacking.get_absolute_url(),
        reverse("meetings:agreement_list"),
        reverse("meetings:agreement_export", args=["csv"]),
        reverse("actionplans:agreements_without_plan", args=[ActionPlanFactory().pk]),
        going_on.meeting.get_absolute_url(),
        "/",
    ):
        assert client.get(address).status_code == 200, address
