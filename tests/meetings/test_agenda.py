"""The agenda: items in order, moved one place at a time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from tests.factories import AgreementFactory
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(scene):
    return [AgendaItem.objects.create(meeting=scene.meeting, order=n, title=f"Punto {n}") for n in (1, 2, 3)]


def titles(scene) -> list[str]:
    return list(AgendaItem.objects.filter(meeting=scene.meeting).values_list("title", flat=True))


def act(client, name, pk, **typed):
    return client.post(reverse(f"meetings:agenda_{name}", args=[pk]), typed)


def test_a_new_item_goes_to_the_end(scene, logged_in, items):
    act(logged_in(scene.coordinator), "create", scene.meeting.pk, title="Último", minutes="20", presenter="Moderación")
    assert titles(scene) == ["Punto 1", "Punto 2", "Punto 3", "Último"]


def test_an_item_moves_and_stops_at_the_ends(scene, logged_in, items):
    client = logged_in(scene.coordinator)
    act(client, "move", items[2].pk, to="up")
    assert titles(scene) == ["Punto 1", "Punto 3", "Punto 2"]
    act(client, "move", items[0].pk, to="down")
    assert titles(scene) == ["Punto 3", "Punto 1", "Punto 2"]
    act(client, "move", items[2].pk, to="up")
    act(client, "move", items[2].pk, to="up")
    assert titles(scene) == ["Punto 3", "Punto 1", "Punto 2"], "already at its top"


def test_doubled_orders_heal_when_something_moves(scene, logged_in, items):
    AgendaItem.objects.update(order=1)
    act(logged_in(scene.coordinator), "move", items[2].pk, to="up")
    assert titles(scene) == ["Punto 1", "Punto 3", "Punto 2"]


def test_edit_and_delete(scene, logged_in, items):
    client = logged_in(scene.coordinator)
    act(client, "update", items[0].pk, title="Otro punto")
    act(client, "delete", items[1].pk)
    assert titles(scene) == ["Otro punto", "Punto 3"]
    assert act(client, "delete", items[1].pk).status_code == 404, "gone already"


def test_an_empty_title_is_refused_in_words(scene, logged_in, items):
    answer = act(logged_in(scene.coordinator), "create", scene.meeting.pk, title=" ")
    assert answer.status_code == 200 and "title" in answer.context["form"].errors


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_representatives_change_no_agenda(scene, logged_in, items, who, status):
    client = logged_in(getattr(scene, who, status))
    for name, pk in (
        ("create", scene.meeting.pk),
        ("update", items[0].pk),
        ("move", items[0].pk),
        ("delete", items[0].pk),
    ):
        assert act(client, name, pk, title="Ajeno", to="down").status_code == status, name
    assert titles(scene) == ["Punto 1", "Punto 2", "Punto 3"]


def test_moving_and_deleting_by_get_do_nothing(scene, logged_in, items):
    for name in ("move", "delete"):
        answer = logged_in(scene.coordinator).get(reverse(f"meetings:agenda_{name}", args=[items[0].pk]))
        assert answer.status_code == 405
    assert len(titles(scene)) == 3


RESULTS = ('id="minutes"', 'id="agreements"', 'id="swot"')


def test_until_the_meeting_its_reader_is_shown_what_it_is_about_not_empty_places_for_results(scene, logged_in, items):
    def parts(user):
        page = logged_in(user).get(scene.meeting.get_absolute_url()).content.decode()
        assert page.count('id="agenda"') == 1
        return [part in page for part in RESULTS]

    later = timezone.now() + timedelta(days=3)
    assert parts(scene.invited) == [True] * 3, "it is over: nothing agreed is an answer"
    Meeting.objects.update(starts_at=later, ends_at=later + timedelta(hours=3))
    assert parts(scene.invited) == [False] * 3
    assert parts(scene.coordinator) == [True] * 3, "who may write into them"
    AgreementFactory(meeting=scene.meeting)
    assert parts(scene.invited) == [False, True, False]
