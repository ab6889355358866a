"""Minutes from the draft to the paper: written while they save themselves, reviewed on a phone, approved, published."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from meetings.models import AgendaItem, Minutes, MinutesVersion
from meetings.services.minutes import save_minutes
from tests import factories as make
from tests.browser.test_every_page import FIRST_LOAD, faults, weigh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def people():
    return [make.representative(name=f"Persona inventada {n}") for n in (1, 2)]


@pytest.fixture
def meeting(people):
    organizations = [user.person.organization for user in people]
    body = make.BodyFactory(organizations=organizations, approval="count", approval_percent=100)
    meeting = make.MeetingFactory(body=body, closed_at=timezone.now())
    for user in people:
        make.AttendanceFactory(meeting=meeting, person=user.person, status="present")
    AgendaItem.objects.create(meeting=meeting, order=1, title="Informe", notes="Se leyó el informe.")
    make.AgreementFactory(meeting=meeting, owner=organizations[0], text="Publicar el informe")
    return meeting


def saved(page) -> None:
    page.get_by_text("Todo está guardado.").wait_for()


def test_from_the_draft_to_the_paper(page_for, meeting, writer, people):
    page, phone = page_for(writer), page_for(people[0], width=360)
    sizes = weigh(page)
    page.goto(f"/meetings/{meeting.pk}/minutes/edit/")
    assert sum(sizes) <= FIRST_LOAD
    text = page.get_by_label("Texto del acta")
    assert text.input_value() == "## 1. Informe\n\nSe leyó el informe."
    text.fill("## Informe\n\nSe leyó el informe y gustó.")
    saved(page)
    assert Minutes.objects.get().text.endswith("y gustó."), "nobody has pressed a button"

    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Enviar el acta a revisión").first.click()
    assert "Publicar el informe" in page.locator("main").inner_text() and not faults(page, "es", [])
    page.get_by_role("button", name="Congelar y enviar a revisión").click()
    page.get_by_text("0 de 2 organizaciones la aprobaron").wait_for()

    phone.goto("/")
    phone.get_by_role("link", name="Lea el acta de").click()
    assert not faults(phone, "es", [])
    part = phone.locator("#paragraph-2")
    part.get_by_text("Comentar este párrafo").click()
    part.get_by_label("Su comentario").fill("A nosotros no nos gustó")
    part.get_by_role("button", name="Enviar el comentario").click()
    phone.get_by_role("button", name="Aprobar por mi organización").click()
    phone.get_by_text("Su organización aprobó esta acta.").wait_for()
    assert not faults(phone, "es", [])

    other = page_for(people[1], width=360, java_script_enabled=False)
    other.goto(f"/meetings/{meeting.pk}/minutes/review/")
    other.get_by_role("button", name="Aprobar por mi organización").click()
    assert MinutesVersion.objects.get().state == "in_review", "a comment is without an answer"

    page.reload()
    page.get_by_label("Su respuesta").fill("Quedó anotado")
    page.get_by_role("button", name="Responder y cerrar").click()
    page.get_by_role("link", name="Publicar el acta").click()
    page.get_by_role("button", name="Publicar y avisar").click()
    page.goto(MinutesVersion.objects.get().get_absolute_url())
    assert not faults(page, "es", [])
    for name, words in (("PDF en español", "Publicar el informe"), ("PDF in English", "Signatures")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        paper = PdfReader(io.BytesIO(download.value.path().read_bytes()))
        assert words in " ".join(one.extract_text() for one in paper.pages)


def test_who_writes_at_the_same_time_sees_both_and_chooses(page_for, meeting, writer):
    page = page_for(writer, width=360)
    page.goto(f"/meetings/{meeting.pk}/minutes/edit/")
    save_minutes(meeting, "Lo de la otra persona", 0, actor=writer)
    text = page.get_by_label("Texto del acta")
    text.fill("Lo mío")
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").locator("textarea").input_value() == "Lo de la otra persona"
    assert text.input_value() == "Lo mío" and Minutes.objects.get().text == "Lo de la otra persona"
    assert not faults(page, "es", [])
    page.get_by_role("button", name="Dejar el mío").click()
    saved(page)
    assert Minutes.objects.get().text == "Lo mío"


def test_without_a_connection_the_text_waits_and_is_saved_later(page_for, meeting, writer):
    page = page_for(writer, width=360)
    page.goto(f"/meetings/{meeting.pk}/minutes/edit/")
    page.context.set_offline(True)
    page.get_by_label("Texto del acta").fill("Escrito sin conexión")
    page.get_by_text("No hay conexión.").wait_for()
    assert not Minutes.objects.exists()
    page.context.set_offline(False)
    saved(page)
    assert Minutes.objects.get().text == "Escrito sin conexión"
