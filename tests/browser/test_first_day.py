"""From the invitation in the mail to the first page: a coordinator sets up an app that makes codes, a representative
logs in with the code by mail, on a phone."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from members.models import OutboxMail, Person
from members.services.invitations import invite
from members.tokens import token_for
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "cuatro palabras que nadie junta"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR = True


def invited(role: str, **organization) -> str:
    """The address behind the link of a new person's invitation."""
    person = make.PersonFactory(email="nueva@ejemplo.example")
    make.MandateFactory(person=person, role=role)
    if role == "coordinator":
        make.SecretariatTermFactory(organization=person.organization)
    return reverse("members:invitation_accept", args=[token_for(invite(person, actor=make.coordinator()).uid)])


def open_account(page, link: str) -> None:
    page.goto(link)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.locator("[name=consent]").check()
    page.locator("main form button.primary").click()
    page.wait_for_url("**/accounts/login/code/confirm/")
    assert "Su cuenta está abierta" in page.locator("main").inner_text()
    page.locator("[name=code]").fill(mailed_code())
    page.locator("main form button.primary").click()


def mailed_code() -> str:
    mail = OutboxMail.objects.filter(event="account_mail").latest("pk")
    return re.search(r"^[A-Z0-9-]{6,}$", mail.text, re.MULTILINE)[0]


def no_sideways_scroll(page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_coordinator_with_an_app_that_makes_codes(page_for, scripts):
    page = page_for(None, width=360, java_script_enabled=scripts)
    open_account(page, invited("coordinator"))
    page.wait_for_url("**/accounts/2fa/")
    page.get_by_role("link", name="Activar").first.click()
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.locator("main form button.primary").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(reverse("home"))
    assert page.locator("h1").inner_text()
    assert Person.objects.get(email="nueva@ejemplo.example").user.authenticator_set.filter(type="totp").exists()
    page.goto(reverse("usersessions_list"))
    assert "Aplicación de códigos" in page.locator("main").inner_text()
    assert no_sideways_scroll(page) if scripts else True


def test_a_representative_with_the_code_by_mail(page_for):
    page = page_for(None, width=360)
    open_account(page, invited("principal"))
    page.wait_for_selector("text=Lo que usted recibe")
    page.goto(reverse("members:organization_list"))
    assert page.locator("h1").inner_text() == "Organizaciones"


def test_a_passkey_opens_the_account(page_for):
    """A virtual authenticator of the browser: set up as the coordinator, then log in without a password."""
    page = page_for(None)
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    chrome.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True}})
    open_account(page, invited("coordinator"))
    page.wait_for_url("**/accounts/2fa/")
    page.goto(reverse("mfa_add_webauthn"))
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(reverse("account_logout"))
    page.locator("main form button.primary").click()
    page.goto(reverse("account_login"))
    page.locator("#passkey_login").click()
    page.wait_for_selector("text=Lo que espera por usted")
    page.goto(reverse("audit"))
    assert page.locator("h1").inner_text() == "Registro de cambios"
