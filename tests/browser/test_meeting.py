"""A whole meeting from one page, on a phone that loses its connection in the middle."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import AgendaItem, Agreement, Attendance, DeviceAct, Meeting
from tests import factories as make
from tests.browser.test_every_page import FIRST_LOAD, faults, weigh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting():
    organizations = [make.OrganizationFactory(name=f"Organización {n}") for n in (1, 2, 3)]
    body = make.BodyFactory(organizations=organizations, quorum=2)
    begun = timezone.now() - datetime.timedelta(minutes=20)
    meeting = make.MeetingFactory(body=body, starts_at=begun)
    for organization in organizations:
        person = make.PersonFactory(organization=organization, name=f"Persona de {organization.name}")
        make.AttendanceFactory(meeting=meeting, person=person, organization=organization)
    AgendaItem.objects.create(meeting=meeting, order=1, title="Informe", minutes=15)
    AgendaItem.objects.create(meeting=meeting, order=2, title="Propuestas", minutes=30)
    return meeting


def saved(page) -> None:
    page.get_by_text("Todo está guardado.").wait_for()


def test_a_meeting_with_the_network_cut_in_the_middle(page_for, meeting):
    phone = page_for(make.coordinator(), width=360)
    sizes = weigh(phone)
    phone.goto(f"/meetings/{meeting.pk}/run/")
    assert sum(sizes) <= FIRST_LOAD and not faults(phone, "es", [])
    saved(phone)
    phone.get_by_role("radiogroup", name="Persona de Organización 1").get_by_label("Presente").check(force=True)
    phone.get_by_text("no hay quórum").wait_for()
    saved(phone)

    phone.context.set_offline(True)
    phone.get_by_role("radiogroup", name="Persona de Organización 2").get_by_label("Presente").check(force=True)
    phone.get_by_role("button", name=re.compile("Comenzar.*Informe")).click()
    notes = phone.get_by_label("Notas: Informe")
    notes.fill("Se leyó el informe")
    notes.blur()
    notes.fill("Se leyó el informe y se aprobó")
    notes.blur()
    phone.get_by_role("link", name=re.compile("Acuerdo.*Informe")).click()
    phone.get_by_label("Qué se acordó").fill("Publicar el informe")
    phone.get_by_role("button", name="Registrar el acuerdo").click()
    assert "esperan en este dispositivo" in phone.locator("#queue").inner_text()
    assert not Agreement.objects.exists() and Attendance.objects.present().count() == 1

    phone.context.set_offline(False)
    saved(phone)
    assert AgendaItem.objects.get(order=1).notes == "Se leyó el informe y se aprobó"
    agreement = Agreement.objects.get()
    assert agreement.agenda_item.title == "Informe" and Attendance.objects.present().count() == 2
    phone.get_by_text("hay quórum (2)").wait_for()
    phone.get_by_role("button", name=re.compile("Se retira.*Persona de Organización 2")).click()
    phone.get_by_text("no hay quórum (2)").wait_for()
    acts = DeviceAct.objects.count()
    phone.reload()
    saved(phone)
    assert DeviceAct.objects.count() == acts, "what was sent is not sent again"
    assert not faults(phone, "es", [])

    phone.goto(f"/meetings/{meeting.pk}/close/")
    assert "Publicar el informe" in phone.locator("main").inner_text() and not faults(phone, "es", [])
    Agreement.objects.filter(pk=agreement.pk).update(owner=make.OrganizationFactory(), due_on="2031-01-31")
    phone.reload()
    phone.get_by_role("button", name="Cerrar la reunión").click()
    assert Meeting.objects.get().closed_at and Attendance.objects.filter(status="unexcused").count() == 1


def test_what_was_typed_offline_survives_closing_the_page(page_for, meeting):
    phone = page_for(make.coordinator(), width=360)
    phone.goto(f"/meetings/{meeting.pk}/run/")
    saved(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Notas: Propuestas").fill("Escrito en el camino")
    phone.get_by_label("Notas: Propuestas").blur()
    phone.context.set_offline(False)
    phone.goto("about:blank")
    phone.goto(f"/meetings/{meeting.pk}/run/")
    saved(phone)
    assert AgendaItem.objects.get(order=2).notes == "Escrito en el camino"


def test_two_who_write_at_one_item_see_both_texts(page_for, meeting):
    first, second = page_for(make.coordinator(), width=360), page_for(make.coordinator())
    for page in (first, second):
        page.goto(f"/meetings/{meeting.pk}/run/")
        saved(page)
    first.context.set_offline(True)
    first.get_by_label("Notas: Informe").fill("Lo de la primera")
    first.get_by_label("Notas: Informe").blur()
    second.get_by_label("Notas: Informe").fill("Lo de la segunda")
    second.get_by_label("Notas: Informe").blur()
    saved(second)
    first.context.set_offline(False)
    problem = first.get_by_role("alert")
    problem.get_by_text("Lo de la segunda").wait_for()
    assert "Lo de la primera" in problem.inner_text() and not faults(first, "es", [])
    assert AgendaItem.objects.get(order=1).notes == "Lo de la segunda"
    problem.get_by_role("button", name="Dejar mi texto").click()
    saved(first)
    assert AgendaItem.objects.get(order=1).notes == "Lo de la primera"


def test_without_scripts(page_for, meeting):
    page = page_for(make.coordinator(), width=360, java_script_enabled=False)
    page.goto(f"/meetings/{meeting.pk}/run/")
    page.get_by_role("radiogroup", name="Persona de Organización 1").get_by_label("Remoto").check(force=True)
    page.get_by_role("button", name="Guardar la asistencia").click()
    page.get_by_label("Notas: Informe").fill("A mano")
    page.get_by_role("button", name="Guardar las notas").first.click()
    page.get_by_label("Qué se acordó").fill("Sin guiones")
    page.get_by_role("button", name="Registrar el acuerdo").click()
    assert Attendance.objects.present().count() == 1 and AgendaItem.objects.get(order=1).notes == "A mano"
    assert Agreement.objects.get().text == "Sin guiones"


def put_on_the_list(page, name: str, **typed) -> None:
    if page.locator("#somebody").get_attribute("open") is None:
        page.get_by_text("Llegó alguien que no está en la lista").click()
    form = page.locator("[data-act=came]")
    form.get_by_label("Nombre").fill(name)
    for label, text in typed.items():
        form.get_by_label(label).fill(text)
    form.get_by_role("button", name="Poner en la lista").click()


def test_who_comes_unannounced_while_there_is_no_network(page_for, meeting):
    """A new person, a known one, one who has to be asked about, and what somebody comes as: once, in order."""
    known = make.PersonFactory(name="Persona conocida", organization=meeting.body.organizations.first())
    phone = page_for(make.coordinator(), width=360)
    phone.goto(f"/meetings/{meeting.pk}/run/")
    saved(phone)
    phone.context.set_offline(True)
    put_on_the_list(phone, "Persona nueva", Organización="Organización 3", Correo="nueva@ejemplo.example")
    put_on_the_list(phone, "Persona conocida")
    put_on_the_list(phone, "Persona conocida", Organización="Organización 2")
    phone.get_by_label("Persona de Organización 1: asiste como").select_option("alternate")
    assert phone.locator("#coming li").count() == 3 and "4 cambios" in phone.locator("#queue").inner_text()
    assert Attendance.objects.count() == 3 and not faults(phone, "es", [])
    phone.context.set_offline(False)
    phone.goto("about:blank")
    phone.goto(f"/meetings/{meeting.pk}/run/")

    problem = phone.get_by_role("alert")
    problem.get_by_text("¿Es la misma persona o es otra?").wait_for()
    assert not faults(phone, "es", [])
    problem.get_by_role("button", name="Otra persona").click()
    saved(phone)
    phone.locator("#people li").nth(5).wait_for()
    came = Attendance.objects.order_by("pk")[3:]
    assert [(row.person.name, row.organization.name, row.status) for row in came] == [
        ("Persona nueva", "Organización 3", "present"),
        ("Persona conocida", "Organización 1", "present"),
        ("Persona conocida", "Organización 2", "present"),
    ]
    assert came[0].person.email == "nueva@ejemplo.example" and came[1].person == known != came[2].person
    assert Attendance.objects.get(person__name="Persona de Organización 1").capacity == "alternate"
    assert phone.locator("#people li").count() == 6 and phone.locator("#coming li").count() == 0
    assert "Organización 3 · Persona nueva" in phone.locator("#id_owner_person").inner_text()
    acts = DeviceAct.objects.count()
    phone.reload()
    saved(phone)
    assert (DeviceAct.objects.count(), Attendance.objects.count()) == (acts, 6), "what was sent is not sent again"


def test_what_somebody_comes_as_is_not_overwritten_by_a_device_that_was_offline(page_for, meeting):
    first, second = page_for(make.coordinator(), width=360), page_for(make.coordinator())
    for page in (first, second):
        page.goto(f"/meetings/{meeting.pk}/run/")
        saved(page)
    first.context.set_offline(True)
    first.get_by_label("Persona de Organización 1: asiste como").select_option("alternate")
    second.get_by_label("Persona de Organización 1: asiste como").select_option("observer")
    saved(second)
    first.context.set_offline(False)
    problem = first.get_by_role("alert")
    problem.get_by_text("asiste como «en observación»").wait_for()
    problem.get_by_role("button", name="Ya lo vi").click()
    saved(first)
    assert Attendance.objects.get(person__name="Persona de Organización 1").capacity == "observer"
    expect(first.get_by_label("Persona de Organización 1: asiste como")).to_have_value("observer")


def test_who_comes_unannounced_without_scripts(page_for, meeting):
    known = make.PersonFactory(name="Persona conocida", organization=meeting.body.organizations.first())
    page = page_for(make.coordinator(), width=360, java_script_enabled=False)
    page.goto(f"/meetings/{meeting.pk}/run/")
    put_on_the_list(page, "Persona conocida", Organización="Organización 2")
    assert page.locator("#came-name").input_value() == "Persona conocida"
    page.get_by_label("Persona conocida · Organización 1").check()
    page.get_by_role("button", name="Poner en la lista").click()
    page.get_by_label("Persona conocida: asiste como").select_option("alternate")
    page.get_by_role("button", name="Guardar la asistencia").click()
    row = Attendance.objects.get(person=known)
    assert (row.organization.name, row.capacity, row.status) == ("Organización 2", "alternate", "present")
