"""Addresses and forms that no page of the admin makes: refused in words, never an error page."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db
HISTORY = reverse("admin:pghistory_events_changelist")


@pytest.fixture
def administering(client):
    client.force_login(make.administrator())
    return client


@pytest.mark.parametrize("query", [{"kind": "\x00"}, {"\x00": "x"}, {"q": "\x00"}])
def test_a_sign_that_no_database_keeps(administering, query):
    answer = administering.get(reverse("admin:members_organization_changelist"), query)
    assert answer.status_code == 400 and "No es posible responder" in answer.content.decode()


@pytest.mark.parametrize("key", ["x", "\x00", "9" * 5000])
@pytest.mark.parametrize("model", ["user", "person", "organization", "mandate"])
def test_rows_ticked_that_are_none(administering, model, key):
    for action in admin.site.get_model_admin(_model(model)).get_actions(_request(administering, model)):
        sent = {"action": action, "_selected_action": [key]}
        assert administering.post(reverse(f"admin:members_{model}_changelist"), sent).status_code == 400


def _model(name: str):
    return next(model for model in admin.site._registry if model._meta.label_lower == f"members.{name}")


def _request(client, model: str):
    return client.get(reverse(f"admin:members_{model}_changelist")).wsgi_request


def test_the_trail_offers_no_counts_of_all_that_ever_changed(administering):
    assert "_facets" not in administering.get(HISTORY).content.decode()
    assert administering.get(HISTORY, {"_facets": "True"}, follow=True).status_code == 200


@pytest.mark.parametrize("table", ["nada", "a.b.c", "nada.nadie", "members.person"])
def test_the_trail_of_a_table_that_has_none(administering, table):
    assert administering.get(HISTORY, {"event_model": table}).status_code == 404


def test_the_trail_of_one_table(administering):
    make.PersonFactory(name="Alguien de prueba")
    shown = administering.get(HISTORY, {"event_model": "members.personevent"})
    assert shown.status_code == 200 and "Alguien de prueba" in shown.content.decode()
