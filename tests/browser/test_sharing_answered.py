"""A stakeholder on a phone without scripts reads what is done in their municipality, takes it along, acknowledges and
answers; the coordinator finds the answer on the home page and notes it."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from actionplans.models import Share
from actionplans.services import delivery as services
from actionplans.services import items, plans, publication, review
from actionplans.services.items import Wording
from actionplans.services.share import share_with
from members.models import Organization
from members.tokens import token_for
from tests import factories as make
from tests.browser.test_every_page import faults
from tests.browser.test_review import END, START

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANSWER = "¿Cuándo empieza la mesa?"


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def share(writer, settings) -> Share:
    """Two organizations in two municipalities of one department, each with an activity."""
    settings.PUBLICATION_RULE = {"percent": 0, "dissent_answered": False, "after_deadline": False}
    members = [make.representative().person.organization for _n in range(2)]
    for member, town in zip(members, ("Medellín", "Apartadó"), strict=True):
        Organization.objects.filter(pk=member.pk).update(department="CO-ANT", municipality=town)
    draft = plans.create_plan("Plan de acción de prueba", "", START, END, actor=writer)
    line = items.add_item(draft, "line", None, Wording({"title": "Línea de prueba"}), actor=writer)
    objective = items.add_item(draft, "objective", line, Wording({"title": "Objetivo de prueba"}), actor=writer)
    for member, title in zip(members, ("Mesa anual", "Guía de ruta"), strict=True):
        items.add_item(draft, "activity", objective, Wording({"title": title}, leads=[member]), actor=writer)
    version = publication.publish(review.open_review(draft, members, make.in_a_week(), actor=writer), actor=writer)
    reader = make.PersonFactory(name="Enlace de prueba", organization=make.StakeholderFactory())
    return share_with(version, [reader], actor=writer)


def said_in(path: str) -> str:
    with open(path, "rb") as paper:
        pages = PdfReader(io.BytesIO(paper.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_from_the_link_to_the_coordinators_home(share, writer, page_for):
    delivery = share.deliveries.get()
    phone = page_for(None, width=360, java_script_enabled=False, accept_downloads=True)
    phone.goto(reverse("actionplans:delivery_open", args=[token_for(delivery.uid)]))
    phone.locator("#from").select_option(label="Antioquia · Apartadó")
    phone.get_by_role("button", name="Mostrar").click()
    plan = phone.locator("#plan").inner_text()
    assert "Guía de ruta" in plan and "Mesa anual" not in plan
    phone.locator(".end a[hreflang=en]").click()
    assert phone.locator("html").get_attribute("lang") == "en"
    assert "Mesa anual" not in phone.locator("#plan").inner_text(), "the filter stays with the other language"
    phone.locator(".end a[hreflang=es]").click()

    with phone.expect_download() as coming:
        phone.get_by_role("link", name="Descargar estas partes").click()
    said = said_in(coming.value.path())
    assert "extracto" in coming.value.suggested_filename and "Extracto: " in said and "Apartadó" in said
    assert "Guía de ruta" in said and "Mesa anual" not in said and share.version.content_sha256 in said

    phone.locator("#id_position").fill("Directora")
    phone.locator("#id_note").fill(ANSWER)
    phone.locator("#receipt button.primary").click()
    phone.wait_for_url("**#receipt")
    assert phone.locator("#receipt .note.success").is_visible()

    desk = page_for(writer, width=360, java_script_enabled=False)
    desk.goto("/")
    assert ANSWER not in desk.locator("main").inner_text(), "words of others are read where they belong"
    desk.locator(f"main a[href*='{share.get_absolute_url()}?show=answers']").first.click()
    assert ANSWER in desk.locator("#ledger").inner_text()
    desk.locator(f"#noted-{delivery.pk}").click()
    assert "quedó anotada" in desk.locator("body").inner_text()
    assert "anotada el" in desk.locator(f"#row-{delivery.pk}").inner_text()
    desk.goto("/")
    assert desk.locator(f"main a[href*='{share.get_absolute_url()}?show=answers']").count() == 0
    delivery.refresh_from_db()
    assert (delivery.acknowledged_position, delivery.answer_seen_by) == ("Directora", writer)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_cut_off_or_unreadable(share, writer, page_for, width):
    delivery = share.deliveries.get()
    services.decline(ANSWER, actor=delivery)
    reader, desk = page_for(None, width=width), page_for(writer, width=width)
    reader.goto(reverse("actionplans:delivery_open", args=[token_for(delivery.uid)]) + "?from=CO-ANT:apartado")
    assert not faults(reader, "es", [])
    for address in (share.get_absolute_url(), reverse("actionplans:delivery_detail", args=[delivery.pk])):
        desk.goto(address)
        assert desk.locator("button[name=until]").first.is_visible()
        assert not faults(desk, "es", [])
