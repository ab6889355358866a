"""Pages for when something is wrong: a clear sentence, a way back, nothing of the machine."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.urls import path

from alianza.urls import urlpatterns as real_addresses
from tests import factories as make

pytestmark = pytest.mark.django_db


def failing(error: Exception):
    def view(request):
        raise error

    return view


urlpatterns = [
    *real_addresses,
    path("fails/400", failing(SuspiciousOperation("Canario"))),
    path("fails/403", failing(PermissionDenied("Canario"))),
    path("fails/404", failing(Http404("Canario"))),
    path("fails/500", failing(ZeroDivisionError("Canario"))),
]


@pytest.fixture(autouse=True)
def failing_addresses(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "This request can't be answered"),
        (403, "This is not yours to do"),
        (404, "Page not found"),
        (500, "Something went wrong here"),
    ],
)
@pytest.mark.parametrize("role", [None, make.UserFactory, make.representative])
def test_sentence_and_way_back(client, status, sentence, role):
    client.raise_request_exception = False
    if role:
        client.force_login(role())
    response = client.get(f"/fails/{status}", headers={"accept-language": "en"})
    shown = response.content.decode()
    assert response.status_code == status
    assert len(re.findall("<h1>", shown)) == 1 and sentence.replace("'", "&#x27;") in shown.replace("'", "&#x27;")
    assert 'href="/"' in shown and 'lang="en"' in shown
    assert "Canario" not in shown and "style=" not in shown and "<script" not in shown


def test_unknown_address(client):
    assert client.get("/no-existe/").status_code == 404


def test_broken_page_needs_no_database(client, django_db_blocker):
    client.raise_request_exception = False
    with django_db_blocker.block():
        assert client.get("/fails/500").status_code == 500


def test_expired_form_says_that_the_text_is_still_there():
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        "/accounts/login/", {"login": "a@b.example", "password": "secreta de prueba"}, headers={"accept-language": "en"}
    )
    shown = response.content.decode()
    assert response.status_code == 403
    assert "The form had expired" in shown and "is still in the form" in shown
    assert "secreta de prueba" not in shown
