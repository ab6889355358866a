"""Every save of minutes is kept, listed, read and compared, by their writers alone."""

import pytest
from django.urls import reverse

from meetings.models import Minutes
from meetings.presentation.paragraphs import paragraphs
from meetings.services.minutes import save_minutes
from tests.factories import MeetingFactory, minutes_version
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db
Event = Minutes.pgh_event_model


def address(scene, name: str) -> str:
    return reverse(f"meetings:minutes_{name}", args=[scene.meeting.pk])


@pytest.fixture
def saved(scene):
    for n, text in enumerate(("Uno dos", "Uno dos tres", "Uno tres")):
        save_minutes(scene.meeting, text, n, actor=scene.coordinator)
    return list(Event.objects.order_by("pgh_id"))


def test_each_save_is_listed_and_its_change_is_read(scene, logged_in, saved):
    client = logged_in(scene.coordinator)
    page = client.get(address(scene, "history")).content.decode()
    for event in saved[1:]:
        assert f"?new={event.pk}" in page
    shown = client.get(address(scene, "changes"), {"new": saved[-1].pk}).content.decode()
    assert "<del>dos </del>" in shown and "tres" in shown
    shown = client.get(address(scene, "changes"), {"new": saved[-1].pk, "old": saved[1].pk}).content.decode()
    assert "<del>dos</del><ins>tres</ins>" in shown
    first = client.get(address(scene, "changes"), {"new": saved[0].pk})
    assert first.status_code == 200


def test_who_saved_it_is_said(scene, logged_in):
    client = logged_in(scene.coordinator)
    client.post(address(scene, "edit"), {"text": "Escrito por ella", "lock_version": 0})
    assert scene.coordinator.person.name in client.get(address(scene, "history")).content.decode()


@pytest.mark.parametrize("query", [{}, {"new": "x"}, {"new": 999_999_999}, {"new": 1, "old": 999_999_999}])
def test_what_there_is_not(scene, logged_in, saved, query):
    assert logged_in(scene.coordinator).get(address(scene, "changes"), query).status_code == 404


def test_saves_of_another_meeting_are_not_there(scene, logged_in, saved):
    other = save_minutes(MeetingFactory(body=scene.body), "Ajeno", 0, actor=scene.coordinator)
    event = Event.objects.filter(pgh_obj=other.pk).last()
    client = logged_in(scene.coordinator)
    assert client.get(address(scene, "changes"), {"new": event.pk}).status_code == 404
    assert client.get(address(scene, "changes"), {"new": saved[-1].pk, "old": event.pk}).status_code == 404


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_saves_are_the_writers(scene, logged_in, saved, who, status):
    client = logged_in(getattr(scene, who))
    assert client.get(address(scene, "changes"), {"new": saved[-1].pk}).status_code == status
    assert client.get(address(scene, "history")).status_code == 404, "there is no version that they may read"
    minutes_version(scene.meeting)
    page = client.get(address(scene, "history"))
    assert page.status_code == (404 if status == 404 else 200)
    assert "?new=" not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 60])
def test_few_queries_however_many_saves(scene, logged_in, counted, rows):
    for n in range(rows):
        save_minutes(scene.meeting, f"Texto {n}", n, actor=scene.coordinator)
    client = logged_in(scene.coordinator)
    client.get("/")
    with counted() as queries:
        client.get(address(scene, "history"))
    assert len(queries()) <= 8, "\n".join(queries())


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("uno", ["uno"]),
        (
            "# Uno\n\nDos\ntres\n\n- a\n- b\n\n  más de b\n\n> cita",
            ["# Uno", "Dos\ntres", "- a\n- b\n\n  más de b", "> cita"],
        ),
        ("Uno\r\n\r\nDos", ["Uno", "Dos"]),
        ("[x]: https://x.example\n\nUno", ["[x]: https://x.example\n\nUno"]),
        ("```\nuno\n\ndos\n```\nTres", ["```\nuno\n\ndos\n```", "Tres"]),
        ("|a|b|\n|-|-|\n|1|2|\n\n---\n\nfin", ["|a|b|\n|-|-|\n|1|2|", "---", "fin"]),
    ],
)
def test_paragraphs(text, cut):
    found = paragraphs(text)
    assert [one.text for one in found] == cut and [one.number for one in found] == list(range(1, len(cut) + 1))
