"""The secretariat writes a plan: in place, by paste, by drag; with scripts and without, and it stays light."""

import time

import pytest
from django.conf import settings

from actionplans.models import VersionItem
from actionplans.services import items, plans
from actionplans.services.items import Wording
from tests import factories as make
from tests.actionplans.conftest import END, START
from tests.browser.test_every_page import FIRST_LOAD, faults, weigh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def draft(writer):
    """A line with two objectives and forty activities in the first."""
    version = plans.create_plan("Plan de acción de prueba", "", START, END, actor=writer)
    line = items.add_item(version, "line", None, Wording({"title": "Línea de prueba"}), actor=writer)
    first, _second = (
        items.add_item(version, "objective", line, Wording({"title": f"Objetivo {n}"}), actor=writer) for n in "AB"
    )
    member = make.OrganizationFactory()
    for n in range(40):
        words = Wording({"title": f"Actividad {n:02} de prueba", "ends_on": END}, leads=[member])
        items.add_item(version, "activity", first, words, actor=writer)
    return version


def order(version, title: str) -> list[str]:
    rows = VersionItem.objects.filter(version=version, parent__title=title).order_by("order")
    return [row.title for row in rows]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_in_place_and_back_at_the_row(page_for, draft, writer, width, scripts):
    page = page_for(writer, width=width, java_script_enabled=scripts)
    page.goto(f"/plans/versions/{draft.pk}/edit/")
    row = page.locator("section.activity", has_text="Actividad 07")
    row.get_by_role("link", name="Editar aquí").click()
    page.get_by_label("Título").fill("Actividad siete")
    page.get_by_role("button", name="Guardar").click()
    assert page.url.endswith(f"#i-{VersionItem.objects.get(title='Actividad siete').item.uid}")
    assert page.locator("section.activity", has_text="Actividad siete").is_visible()


def test_pasted_rows_without_scripts(page_for, draft, writer):
    page = page_for(writer, width=360, java_script_enabled=False)
    page.goto(f"/plans/versions/{draft.pk}/edit/")
    objective = page.locator("section.objective", has_text="Objetivo B")
    objective.locator("summary").click()
    objective.get_by_role("link", name="Pegar filas").click()
    page.locator("[name=rows]").fill("Taller\t2019-03-01\t2019-04-30\nFeria\t6/1/2019")
    page.get_by_role("button", name="Mirar primero").click()
    assert "No entendemos esta fecha" in page.locator("main").inner_text()
    page.locator("[name=rows]").fill("Taller\t2019-03-01\t2019-04-30\nFeria\t2019-06-01")
    page.get_by_role("button", name="Mirar primero").click()
    page.get_by_role("button", name="Guardar estas actividades").click()
    assert order(draft, "Objetivo B") == ["Taller", "Feria"]


def drag(page, row, onto) -> None:
    grip = row.locator(".grip")
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 10, steps=5)
    page.mouse.up()


def test_by_drag(page_for, draft, writer):
    page = page_for(writer)
    page.goto(f"/plans/versions/{draft.pk}/edit/")
    rows = page.locator("section.activity")
    with page.expect_navigation():
        drag(page, rows.nth(0), rows.nth(2))
    assert order(draft, "Objetivo A")[:3] == [f"Actividad {n} de prueba" for n in ("01", "02", "00")]
    page.wait_for_load_state("networkidle")
    assert "quedó en su nuevo lugar" in page.locator("main").inner_text()


def test_a_drag_that_fails_says_so_and_changes_nothing(page_for, draft, writer):
    page = page_for(writer)
    page.goto(f"/plans/versions/{draft.pk}/edit/")
    page.context.set_offline(True)
    rows = page.locator("section.activity")
    drag(page, rows.nth(0), rows.nth(2))
    page.get_by_text("No se pudo mover").wait_for()
    assert order(draft, "Objetivo A")[0] == "Actividad 00 de prueba"


def test_forty_activities_stay_light_and_accessible(page_for, draft, writer):
    page = page_for(writer, width=360)
    sizes = weigh(page)
    begun = time.perf_counter()
    page.goto(f"/plans/versions/{draft.pk}/edit/", wait_until="networkidle")
    assert time.perf_counter() - begun < 3
    assert sum(sizes) <= FIRST_LOAD, sum(sizes)
    assert not faults(page, "es", sizes)


def test_an_ended_session_costs_no_words(page_for, draft, writer, live_server):
    page = page_for(writer)
    path = f"/plans/items/{VersionItem.objects.get(title='Objetivo A').pk}/edit/"
    page.goto(path)
    page.locator("[name=title]").fill("Lo que escribí sin sesión")
    session = next(one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Guardar").click()
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies([session])  # as logging in again does
    page.goto(path, referer=f"{live_server.url}/accounts/login/")
    assert page.locator("[name=title]").input_value() == "Lo que escribí sin sesión"
    assert "se guardó en este dispositivo" in page.locator("main").inner_text()
    page.get_by_role("button", name="Guardar").click()
    assert VersionItem.objects.filter(title="Lo que escribí sin sesión").count() == 1
    page.goto(path)
    assert "se guardó en este dispositivo" not in page.locator("main").inner_text()
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
