"""A representative reports on a phone, from home, with a number and a file; the secretariat sends it back with a
reason, and the second report needs only what was missing. With scripts and without, in less than two minutes."""

import io
import time

import pytest
from PIL import Image

from actionplans.models import ProgressReport, VersionItem
from actionplans.services import items, plans, progress, publication, review
from actionplans.services.items import Wording
from tests import factories as make
from tests.actionplans.test_progress import HALF
from tests.browser.test_every_page import faults
from tests.browser.test_review import END, START

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Of a slow thumb: each word written, each tap and each page read, beside what the machine itself takes.
SECONDS_A_WORD, SECONDS_A_TAP, SECONDS_A_PAGE = 2, 2, 8


def plan_with_indicator(writer, organization) -> VersionItem:
    """In force, with a period to report in; the activity."""
    draft = plans.create_plan("Plan de acción de prueba", "", START, END, actor=writer)
    line = items.add_item(draft, "line", None, Wording({"title": "Línea de prueba"}), actor=writer)
    objective = items.add_item(draft, "objective", line, Wording({"title": "Objetivo de prueba"}), actor=writer)
    led = Wording({"title": "Mesa anual de diálogo"}, leads=[organization])
    activity = items.add_item(draft, "activity", objective, led, actor=writer)
    measured = Wording({"title": "Mesas celebradas", "unit": "mesas", "target": "3"})
    items.add_item(draft, "indicator", activity, measured, actor=writer)
    version = publication.publish(
        review.open_review(draft, [organization], make.in_a_week(), actor=writer), actor=writer
    )
    progress.open_period(version.plan, **HALF, actor=writer)
    return activity


def photo() -> dict:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(file, "JPEG")
    return {"name": "mesa.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.mark.parametrize("scripts", [True, False])
def test_reporting_on_a_phone(page_for, settings, scripts):
    settings.PUBLICATION_RULE = {"percent": 0, "dissent_answered": False, "after_deadline": False}
    writer, user = make.coordinator(), make.representative()
    plan_with_indicator(writer, user.person.organization)
    words = "Dos mesas instaladas, una más en marcha"
    page = page_for(user, width=360, java_script_enabled=scripts)
    began = time.monotonic()
    page.goto("/")
    page.get_by_role("link", name="Informe cómo van las actividades").first.click()
    page.get_by_role("link", name="Mesa anual de diálogo").click()
    page.get_by_label("en curso").check()
    page.locator("[name=percent]").select_option("50")
    page.locator("[name=words]").fill(words)
    page.get_by_label("Mesas celebradas").fill("2")
    page.locator("[name=file]").set_input_files(photo())
    page.locator("main form button.primary").click()
    assert "Gracias" in page.locator("main").inner_text()
    machine = time.monotonic() - began
    person = len(words.split()) * SECONDS_A_WORD + 8 * SECONDS_A_TAP + 3 * SECONDS_A_PAGE
    assert machine + person < 120, (machine, person)
    report = ProgressReport.objects.get()
    assert (report.percent, str(report.values.get()), report.evidence.get().name) == (50, "2", "mesa.jpg")

    desk = page_for(writer, java_script_enabled=scripts)
    desk.goto(f"/plans/{report.period.plan_id}/reports/")
    shown = desk.locator("main").inner_text()
    assert "Mesas celebradas" in shown and "meta: 3" in shown and "mesa.jpg" in shown
    if scripts:
        assert not faults(desk, "es", [])
    desk.locator("[name=reason]").fill("¿Cuántas personas vinieron?")
    desk.get_by_role("button", name="Devolver").click()

    page.goto(f"/plans/{report.period.plan_id}/reports/")
    page.get_by_role("link", name="Mesa anual de diálogo").click()
    assert "¿Cuántas personas vinieron?" in page.locator("main").inner_text()
    assert page.locator("[name=words]").input_value() == words
    assert page.get_by_label("Mesas celebradas").input_value() == "2"
    assert page.get_by_label("mesa.jpg").is_checked()
    if scripts:
        assert not faults(page, "es", [])
    page.locator("[name=words]").fill(f"{words}; vinieron 40 personas")
    page.locator("main form button.primary").click()
    last = ProgressReport.objects.get(revision=2)
    assert (last.evidence.get().name, str(last.values.get())) == ("mesa.jpg", "2")

    desk.goto(f"/plans/{report.period.plan_id}/reports/")
    desk.get_by_role("button", name="Aceptar").click()
    last.refresh_from_db()
    assert last.status == "accepted"
