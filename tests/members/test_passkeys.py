"""What is sent as a passkey by anybody at all: refused in words, never an error page."""

import base64
import json

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db
LOGIN = reverse("mfa_login_webauthn")


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def credential(**changes) -> str:
    """Shaped as browsers shape it, of a key that nobody has."""
    said = {
        "clientDataJSON": packed(b'{"type": "webauthn.get", "challenge": "eA", "origin": "https://alianza.example"}'),
        "authenticatorData": packed(bytes(37)),
        "signature": packed(b"x"),
        "userHandle": packed(b"1"),
    }
    whole = {"type": "public-key", "id": packed(b"x"), "rawId": packed(b"x"), "response": said}
    return json.dumps(whole | {"clientExtensionResults": {}} | changes)


ODD = ["nada", "", "null", "[]", "9" * 5000, "[" * 100_000, '{"id": "x"}', credential()]
ODD += [credential(**{name: 1}) for name in ("id", "rawId", "type", "response", "clientExtensionResults")]
SHORT = range(len(ODD))


@pytest.mark.parametrize("number", SHORT)
def test_at_the_door(client, number):
    client.get(LOGIN, headers={"x-requested-with": "XMLHttpRequest"})  # a try has begun, as before a real one
    answer = client.post(LOGIN, {"credential": ODD[number]}, follow=True)
    assert answer.status_code == 200 and "_auth_user_id" not in client.session
    assert "Internal" not in answer.content.decode()


@pytest.mark.parametrize("address", ["mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
@pytest.mark.parametrize("number", SHORT)
def test_of_whoever_is_logged_in(address, number):
    client, user = Client(), make.representative()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    answer = client.post(reverse(address), {"credential": ODD[number], "name": "Llave"}, follow=True)
    assert answer.status_code == 200
    assert not user.authenticator_set.exists()
