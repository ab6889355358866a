"""A shared plan in real browsers: the ledger moves by itself, and a stakeholder's page works though it names nobody its
address (browsers then send `Origin: null`, which only a real one does)."""

import pytest
from django.urls import reverse

from actionplans.models import Share
from actionplans.services.share import share_with
from members import delivery as sending
from members.tokens import token_for
from tests.alianza.world import World
from tests.factories import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def smtp(smtp_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    return smtp_sink


@pytest.fixture
def share(world, page_for) -> tuple[Share, object]:
    """Sent in pages; with the page of its ledger."""
    PersonFactory(
        organization=world.stakeholder.organization, name="Enlace inalcanzable", email="nadie@ejemplo.example"
    )
    page = page_for(world.coordinator)
    page.goto(reverse("actionplans:share_create", args=[world.version.pk]))
    page.locator("[name=groups][value='authority:national']").check()
    page.locator("[name=message]").fill("Con gusto.")
    page.locator("form.form button.primary").click()
    page.locator("#preview button.primary").click()
    page.wait_for_url("**/shares/*/")
    return Share.objects.exclude(pk=world.share.pk).get(), page


def test_the_ledger_moves_while_the_worker_works(share, smtp):
    share, page = share
    assert page.locator("#ledger .tag.warn").count() == 2
    focused = f"close-{share.deliveries.get(person__name='Enlace de prueba').pk}"
    page.locator(f"#{focused}").focus()
    smtp.answer("nadie@ejemplo.example", "550 5.1.1 no such mailbox")
    sending.deliver()
    page.wait_for_selector("text=550 5.1.1 no such mailbox")
    assert page.evaluate("document.activeElement.id") == focused
    assert page.locator("#ledger .tag.warn").count() == 0
    assert page.locator("#ledger-now[hx-trigger]").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_a_stakeholder_reads_and_acknowledges(share, page_for, scripts):
    share, _ = share
    delivery = share.deliveries.get(person__name="Enlace de prueba")
    page = page_for(None, width=360, java_script_enabled=scripts)
    page.goto(reverse("actionplans:delivery_open", args=[token_for(delivery.uid)]))
    page.locator(".end a[hreflang=en]").click()
    assert page.locator("html").get_attribute("lang") == "en"
    if scripts:
        page.wait_for_load_state("networkidle")
    delivery.refresh_from_db()
    assert bool(delivery.opened_at) == scripts
    page.locator("#id_note").fill("Recibido")
    page.locator("#receipt button.primary").click()
    page.wait_for_url("**#receipt")
    assert page.locator("#receipt .note.success").is_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    delivery.refresh_from_db()
    assert (delivery.acknowledged_name, delivery.note) == ("Enlace de prueba", "Recibido")


def test_the_acts_follow_the_ledger(share, smtp):
    """Called back while it waits; then, once a mail has left, the page offers to remind without being loaded anew."""
    share, page = share
    page.locator("#recall").click()
    page.wait_for_selector("#ledger-now:not([hx-trigger])")
    assert set(share.deliveries.values_list("mail__state", flat=True)) == {"withdrawn"}
    anew = share_with(share.version, [share.deliveries.first().person], actor=share.created_by)
    page.goto(anew.get_absolute_url())
    assert page.locator("#recall").is_visible()
    sending.deliver()
    page.locator("#remind").click()
    page.locator("form.actions button.primary").click()
    page.wait_for_url(f"**{anew.get_absolute_url()}")
    assert anew.deliveries.get().reminders.get().mail.event == "plan_reminder"


@pytest.mark.parametrize("width", [360, 1280])
def test_without_scripts_it_is_called_back_and_reached_again(world, page_for, width):
    """A share that waits is called back; all who should have it are then missing, and ticked to be sent it anew."""
    other = PersonFactory(organization=world.stakeholder.organization, name="Otro enlace de prueba")
    share = share_with(world.version, [other], actor=world.coordinator)
    page = page_for(world.coordinator, width=width, java_script_enabled=False)
    page.goto(share.get_absolute_url())
    page.locator("#recall").click()
    assert page.locator("#recall").count() == 0
    assert set(share.deliveries.values_list("mail__state", flat=True)) == {"withdrawn"}
    page.goto(reverse("actionplans:version_coverage", args=[world.version.pk]))
    assert page.get_by_role("link", name=other.name, exact=True).is_visible()
    page.locator(".head .btn.primary").click()
    ticked = page.locator("[name=people]:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    assert ticked == [str(other.pk)]
