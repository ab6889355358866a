"""A list into the directory in a browser, with a real worker where it is large."""

import pytest
from django.urls import reverse

from members.models import Organization
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = "Nombre;Clase de cosa;Departamento\n"


def send(page, name: str, text: str) -> None:
    page.goto(reverse("members:organization_list"))
    page.get_by_role("link", name="Importar").click()
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.locator("[name=kind]").select_option("member_cso")
    page.locator("main form button.primary").click()
    page.wait_for_url("**/imports/*/")


@pytest.mark.parametrize(("scripts", "width"), [(True, 360), (False, 1280)])
def test_mapped_mended_told_apart_and_written(page_for, scripts, width):
    make.OrganizationFactory(name="Fundación Ejemplo del Río")
    page = page_for(make.coordinator(), width=width, java_script_enabled=scripts)
    text = HEAD + "Casa Nueva de Ejemplo;x;Nariño\nFUNDACION EJEMPLO DEL RIO;x;Nariño\nTercera Casa Alegre;x;Atlantis\n"
    send(page, "lista.csv", text)
    page.locator("select[name='c:4:department']").select_option("Cauca")
    page.get_by_label("Es la misma: dejar la fila fuera").check()
    page.get_by_role("button", name="Guardar y revisar de nuevo").click()
    page.get_by_role("button", name="Escribir 2 filas").click()
    page.wait_for_url(f"**{reverse('members:organization_list')}")
    assert "2 registros quedaron en el directorio" in page.locator("body").inner_text()
    assert Organization.objects.get(name="Tercera Casa Alegre").department == "CO-CAU"
    if scripts:
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_large_file_goes_through_a_real_worker(page_for, worker):
    lines = "".join(f"Entidad {n * 7919} de muestra {'abcdefghij'[n % 10] * 40};x;Nariño\n" for n in range(3000))
    page = page_for(make.coordinator())
    worker.start()
    send(page, "grande.csv", HEAD + lines)
    page.get_by_role("button", name="Escribir 3000 filas").click(timeout=20_000)
    page.wait_for_selector("text=3000 registros", timeout=20_000)
    assert Organization.objects.filter(name__startswith="Entidad").count() == 3000
