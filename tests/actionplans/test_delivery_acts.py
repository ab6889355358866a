"""What a stakeholder does: opening (an indication), and acknowledging receipt, once."""

import pytest
from django.test import Client
from django.urls import reverse

from actionplans.models import Delivery
from actionplans.services import delivery as services
from actionplans.services.delivery import AlreadyAcknowledged, LinkEnded
from actionplans.services.share import revoke_delivery, share_with
from members.tokens import token_for
from tests import factories as make

pytestmark = pytest.mark.django_db
FILLED = {"name": "Ana Ejemplo", "position": "Directora", "note": "Recibido, lo llevamos al comité"}


@pytest.fixture
def delivery(published_version, writer) -> Delivery:
    person = make.PersonFactory(organization=make.StakeholderFactory(), name="Enlace de prueba")
    return share_with(published_version, [person], actor=writer).deliveries.get()


def post(delivery: Delivery, act: str, data: dict | None = None, client: Client | None = None):
    client = client or Client(enforce_csrf_checks=True, headers={"origin": "null"})
    return client.post(reverse(f"actionplans:delivery_{act}", args=[token_for(delivery.uid)]), data or {})


def test_opened_is_noted_once(delivery):
    assert post(delivery, "opened").status_code == 204
    delivery.refresh_from_db()
    first = delivery.opened_at
    assert first and delivery.acknowledged_at is None
    post(delivery, "opened")
    delivery.refresh_from_db()
    assert delivery.opened_at == first


@pytest.mark.parametrize("act", ["opened", "acknowledge"])
def test_no_act_by_get(delivery, client, act):
    response = client.get(reverse(f"actionplans:delivery_{act}", args=[token_for(delivery.uid)]))
    assert response.status_code == 405
    delivery.refresh_from_db()
    assert delivery.opened_at is None and delivery.acknowledged_at is None


def test_acknowledged(delivery):
    response = post(delivery, "acknowledge", FILLED)
    assert response.status_code == 302
    delivery.refresh_from_db()
    assert delivery.acknowledged_at and delivery.opened_at
    assert (delivery.acknowledged_name, delivery.acknowledged_position) == ("Ana Ejemplo", "Directora")
    assert delivery.note == FILLED["note"]
    page = Client().get(response.url.partition("#")[0]).content.decode()
    assert "Ana Ejemplo" in page and "<form" not in page
    assert response["Referrer-Policy"] == "no-referrer"


def test_the_name_is_filled_in_and_needed(delivery, client):
    page = client.get(reverse("actionplans:delivery_open", args=[token_for(delivery.uid)])).content.decode()
    assert 'value="Enlace de prueba"' in page
    response = post(delivery, "acknowledge", {**FILLED, "name": " "})
    assert response.status_code == 200
    page = response.content.decode()
    assert 'class="summary"' in page and FILLED["note"] in page
    delivery.refresh_from_db()
    assert delivery.acknowledged_at is None


def test_position_and_answer_may_be_left_out(delivery):
    assert post(delivery, "acknowledge", {"name": "Ana"}).status_code == 302


def test_twice_says_by_whom(delivery):
    post(delivery, "acknowledge", FILLED)
    response = post(delivery, "acknowledge", {"name": "Otra Persona", "note": "Otra cosa"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Ana Ejemplo" in page and "Otra Persona" not in page
    delivery.refresh_from_db()
    assert delivery.acknowledged_name == "Ana Ejemplo" and delivery.note == FILLED["note"]


def test_twice_is_refused_below_the_page_too(delivery):
    services.acknowledge("Ana", actor=delivery)
    with pytest.raises(AlreadyAcknowledged):
        services.acknowledge("Otra", actor=delivery)


def test_a_link_revoked_meanwhile_acknowledges_nothing(delivery, writer):
    revoke_delivery(delivery, actor=writer)
    with pytest.raises(LinkEnded):
        services.acknowledge("Ana", actor=delivery)
    services.note_opened(actor=delivery)
    delivery.refresh_from_db()
    assert delivery.opened_at is None and delivery.acknowledged_at is None


def test_what_is_written_is_shown_as_words(delivery):
    post(delivery, "acknowledge", {"name": "<b>Ana</b>", "note": "<script>alert(1)</script>"})
    page = Client().get(reverse("actionplans:delivery_open", args=[token_for(delivery.uid)])).content.decode()
    assert "<script>alert" not in page and "<b>Ana" not in page


@pytest.mark.parametrize("data", [{"name": "x" * 151}, {"name": "Ana", "note": "x" * 2001}, {"name": "Ana\x00"}])
def test_too_much_is_refused_in_words(delivery, data):
    assert post(delivery, "acknowledge", data).status_code == 200
    delivery.refresh_from_db()
    assert delivery.acknowledged_at is None
