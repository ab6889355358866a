"""Strengths, weaknesses, opportunities and threats that a meeting named."""

import pytest
from django.urls import reverse

from meetings.models import SwotItem
from tests.factories import PlanItemFactory
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db


def add(client, scene, **typed):
    address = reverse("meetings:swot_create", args=[scene.meeting.pk])
    return client.post(address, {"quadrant": "weakness", "lines": "Poca visibilidad", **typed})


def test_one_item_a_line_and_none_twice(scene, logged_in):
    client = logged_in(scene.coordinator)
    add(client, scene, lines="  Poca   visibilidad \n\nSin fondos\nSin fondos\n", raised_by=scene.organization.pk)
    add(client, scene, lines="Sin fondos\nPocas alianzas")
    items = SwotItem.objects.order_by("pk")
    assert [item.text for item in items] == ["Poca visibilidad", "Sin fondos", "Pocas alianzas"]
    assert items[0].raised_by == scene.organization and items[2].raised_by is None


def test_the_meeting_shows_four_quadrants_with_their_numbers(scene, logged_in):
    add(logged_in(scene.coordinator), scene, lines="Una\nOtra")
    shown = logged_in(scene.member).get(scene.meeting.get_absolute_url()).context["quadrants"]
    assert {quadrant.value: quadrant.count for quadrant in shown} == {
        "strength": 0,
        "weakness": 2,
        "opportunity": 0,
        "threat": 0,
    }


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"lines": " \n "}, "lines"), ({"lines": "x" * 401}, "lines"), ({"quadrant": "hope"}, "quadrant")],
)
def test_bad_input_is_a_sentence(scene, logged_in, typed, field):
    answer = add(logged_in(scene.coordinator), scene, **typed)
    assert answer.status_code == 200 and field in answer.context["form"].errors and not SwotItem.objects.exists()


def test_edit_and_delete(scene, logged_in):
    item = SwotItem.objects.create(meeting=scene.meeting, quadrant="threat", text="Riesgo")
    client = logged_in(scene.coordinator)
    client.post(reverse("meetings:swot_update", args=[item.pk]), {"quadrant": "strength", "text": "Red amplia"})
    item.refresh_from_db()
    assert (item.quadrant, item.text) == ("strength", "Red amplia")
    assert client.get(reverse("meetings:swot_delete", args=[item.pk])).status_code == 405
    client.post(reverse("meetings:swot_delete", args=[item.pk]))
    assert not SwotItem.objects.exists()


def test_what_a_plan_answers_stays(scene, logged_in):
    item = SwotItem.objects.create(meeting=scene.meeting, quadrant="threat", text="Riesgo")
    PlanItemFactory().origins.create(swot_item=item)
    answer = logged_in(scene.coordinator).post(reverse("meetings:swot_delete", args=[item.pk]), follow=True)
    assert answer.status_code == 200 and SwotItem.objects.exists() and list(answer.context["messages"])


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_representatives_change_nothing(scene, logged_in, who, status):
    item = SwotItem.objects.create(meeting=scene.meeting, quadrant="threat", text="Riesgo")
    client = logged_in(getattr(scene, who, status))
    assert add(client, scene).status_code == status
    assert client.post(reverse("meetings:swot_update", args=[item.pk]), {"text": "x"}).status_code == status
    assert client.post(reverse("meetings:swot_delete", args=[item.pk])).status_code == status
    assert SwotItem.objects.get().text == "Riesgo"


def arrange(client, scene, *rows) -> object:
    typed = {}
    for item, topic, points, was_topic, was_points in rows:
        typed |= {f"topic-{item.pk}": topic, f"points-{item.pk}": points}
        typed |= {f"was-topic-{item.pk}": was_topic, f"was-points-{item.pk}": was_points}
    return client.post(reverse("meetings:swot_arrange", args=[scene.meeting.pk]), typed)


@pytest.fixture
def three(scene):
    texts = ("Sin fondos", "Poca visibilidad", "Un solo donante")
    return [SwotItem.objects.create(meeting=scene.meeting, quadrant="weakness", text=text) for text in texts]


def test_items_are_grouped_by_topic_and_ordered_by_points(scene, logged_in, three):
    funds, seen, donor = three
    client = logged_in(scene.coordinator)
    arrange(client, scene, (funds, " Dinero ", 2, "", 0), (seen, "", 9, "", 0), (donor, "Dinero", 5, "", 0))
    shown = client.get(scene.meeting.get_absolute_url()).context["quadrants"]
    weaknesses = next(one for one in shown if one.value == "weakness")
    assert [(group.topic, group.points) for group in weaknesses.groups] == [("Dinero", 7), ("", 9)]
    assert [item.text for item in weaknesses.groups[0].items] == ["Un solo donante", "Sin fondos"]


def test_a_stale_page_arranges_only_what_it_changed(scene, logged_in, three):
    funds, seen, donor = three
    SwotItem.objects.filter(pk=funds.pk).update(topic="Otro", points=3)
    client = logged_in(scene.coordinator)
    answer = arrange(client, scene, (funds, "Mío", 1, "", 0), (seen, "", 0, "", 0), (donor, "Mío", 4, "", 0))
    assert answer.url == reverse("meetings:swot_arrange", args=[scene.meeting.pk])
    assert funds.text in client.get(answer.url).content.decode()
    assert list(SwotItem.objects.order_by("pk").values_list("topic", "points")) == [("Otro", 3), ("", 0), ("Mío", 4)]


def test_bad_points_lose_nothing(scene, logged_in, three):
    answer = arrange(logged_in(scene.coordinator), scene, (three[0], "Tema escrito", "-4", "", 0))
    assert answer.status_code == 200 and "Tema escrito" in answer.content.decode()
    assert not SwotItem.objects.exclude(topic="").exists()
