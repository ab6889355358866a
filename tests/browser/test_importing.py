"""A spreadsheet from the disk into a draft, through every page on the way; with scripts and without."""

import pytest

from actionplans.models import VersionItem
from actionplans.services import plans
from tests import factories as make
from tests.actionplans.conftest import END, START
from tests.browser.test_writing import order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def draft(writer):
    return plans.create_plan("Plan de acción de prueba", "", START, END, actor=writer)


IMPORTED = """Rumbo;Objetivo;Actividad;Peso;Termina el;Entidad
Línea de prueba;Objetivo C;Celebrar la mesa;cuarenta;6/30/2019;Ministerio de ejemplo
;;Escribir la guía;60;2019-12;
;;;;2019-01-01;
"""


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_file_uploaded_mapped_answered_mended_seen_and_imported(page_for, draft, writer, width, scripts):
    page = page_for(writer, width=width, java_script_enabled=scripts)
    page.goto(f"/plans/versions/{draft.pk}/edit/")
    page.get_by_role("link", name="Importar", exact=True).click()
    file = {"name": "plan.csv", "mimeType": "text/csv", "buffer": IMPORTED.encode()}
    page.locator("[name=file]").set_input_files(file)
    page.get_by_role("button", name="Leer").click()
    main = page.locator("main")
    assert "3 filas" in main.inner_text()
    page.get_by_label("Rumbo").select_option("line")  # a heading that nobody knows
    keep_on = page.get_by_role("button", name="Continuar")
    keep_on.click()
    page.get_by_label("mes/día/año").check()
    page.get_by_label("el último día").check()
    keep_on.click()
    page.locator("[name='o:*']").select_option("new:authority")
    keep_on.click()
    assert not VersionItem.objects.filter(title="Celebrar la mesa").exists()
    page.locator("[name='c:2:weight']").fill("40")
    page.locator("[name=x][value='4']").check()
    keep_on.click()
    assert "Qué cambiaría" in main.inner_text() and "Celebrar la mesa" in main.inner_text()
    assert not VersionItem.objects.filter(title="Celebrar la mesa").exists()
    page.get_by_role("button", name="Importar", exact=True).click()
    page.wait_for_load_state("networkidle")
    made = VersionItem.objects.get(title="Celebrar la mesa")
    assert (str(made.weight), str(made.ends_on)) == ("40.00", "2019-06-30")
    assert made.responsibilities.get().organization.name == "Ministerio de ejemplo"
    assert order(draft, "Objetivo C") == ["Celebrar la mesa", "Escribir la guía"]
