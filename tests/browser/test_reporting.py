"""A representative reports on a phone, from the home page, with scripts and without; the secretariat accepts it."""

import pytest

from actionplans.models import ProgressReport
from tests.alianza.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_reporting_on_a_phone(page_for, scripts):
    world = World()
    page = page_for(world.own, width=360, java_script_enabled=scripts)
    page.goto(f"/plans/{world.plan.pk}/reports/")
    page.get_by_role("link", name=world.item.texts.first().title).click()
    page.get_by_label("en curso").check()
    page.locator("[name=percent]").select_option("50")
    page.locator("[name=words]").fill("Dos mesas instaladas, una más en marcha")
    page.locator("main form button.primary").click()
    assert "Gracias" in page.locator("main").inner_text()
    report = ProgressReport.objects.latest("pk")
    assert (report.percent, report.state, report.organization) == (50, "in_progress", world.organization)
    desk = page_for(world.coordinator, java_script_enabled=scripts)
    desk.goto(f"/plans/{world.plan.pk}/reports/")
    desk.get_by_role("button", name="Aceptar").first.click()
    report.refresh_from_db()
    assert report.status == "accepted"
