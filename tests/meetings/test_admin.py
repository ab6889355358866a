"""The admin of meetings: everything can be found; what is numbered or frozen can't be rewritten."""

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, SwotItem
from tests.factories import AgreementFactory, minutes_version

pytestmark = pytest.mark.django_db
MODELS = ["body", "meeting", "agendaitem", "attendance", "agreement", "minutes", "minutesversion", "swotitem"]


@pytest.fixture
def rows(scene):
    AgendaItem.objects.create(meeting=scene.meeting, order=1, title="Punto")
    return {
        "agreement": AgreementFactory(meeting=scene.meeting),
        "minutesversion": (version := minutes_version(scene.meeting, "Acta")),
        "minutes": version.minutes,
        "swotitem": SwotItem.objects.create(meeting=scene.meeting, quadrant="threat", text="Riesgo"),
        "meeting": scene.meeting,
        "body": scene.body,
    }


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_search_open(scene, logged_in, rows, model):
    address = reverse(f"admin:meetings_{model}_changelist")
    assert logged_in(scene.administrator).get(address, {"q": "2018"}).status_code == 200
    assert logged_in(scene.coordinator).get(address).status_code in (302, 403, 404)


@pytest.mark.parametrize("model", ["agreement", "minutes", "minutesversion", "swotitem", "meeting", "body"])
def test_forms_open(scene, logged_in, rows, model):
    address = reverse(f"admin:meetings_{model}_change", args=[rows[model].pk])
    assert logged_in(scene.administrator).get(address).status_code == 200


def test_numbers_are_read_only_and_frozen_things_stay(scene, logged_in, rows):
    client = logged_in(scene.administrator)
    for model, field in (("agreement", "number"), ("meeting", "number"), ("minutes", "text")):
        page = client.get(reverse(f"admin:meetings_{model}_change", args=[rows[model].pk])).content.decode()
        assert f'name="{field}"' not in page, model
    for model in ("agreement", "minutes", "minutesversion", "meeting"):
        address = reverse(f"admin:meetings_{model}_delete", args=[rows[model].pk])
        assert client.post(address, {"post": "yes"}).status_code == 403, model
