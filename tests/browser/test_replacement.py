"""A representative is replaced: the form, the end of the old session, the invitation, the second factor by mail, and
the page with what the organization owes."""

import pytest
from django.urls import reverse

from members.models import Invitation, Mandate
from members.tokens import token_for
from tests import factories as make
from tests.browser.test_first_day import no_sideways_scroll, open_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_form_to_what_they_take_over(page_for, settings, scripts):
    leaving, boss = make.representative(name="Persona que se va"), make.coordinator()
    organization = leaving.person.organization
    body = make.BodyFactory(organizations=[organization])
    owed = make.AgreementFactory(meeting=make.MeetingFactory(body=body), owner=organization, text="Lo prometido aquí")
    phone = page_for(leaving, width=360, java_script_enabled=scripts)
    phone.goto(reverse("meetings:agreement_list"))
    assert owed.text in phone.locator("main").inner_text()
    page = page_for(boss, java_script_enabled=scripts)
    page.goto(organization.get_absolute_url())
    page.get_by_role("link", name="Reemplazar a Persona que se va").click()
    page.locator("[name=name]").fill("Persona que sigue")
    page.locator("[name=email]").fill("sigue@ejemplo.example")
    page.locator("main form button.primary").click()
    assert "Persona que sigue reemplaza" in page.locator("body").inner_text() or "Persona que sigue" in page.content()
    phone.goto(reverse("meetings:agreement_list"))
    assert reverse("account_login") in phone.url, "the open session is over at once"
    settings.SECOND_FACTOR = True
    new = page_for(None, width=360, java_script_enabled=scripts)
    link = reverse("members:invitation_accept", args=[token_for(Invitation.objects.open().get().uid)])
    open_account(new, link)
    new.wait_for_url(f"**{reverse('handover')}")
    assert owed.text in new.locator("main").inner_text()
    assert no_sideways_scroll(new) if scripts else True
    assert Mandate.objects.current().get(organization=organization).person.name == "Persona que sigue"
