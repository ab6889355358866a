"""The same page sent twice is one act; whoever means it twice gets it twice."""

import threading
import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from redis import RedisError

from members.models import Person
from members.once import OnceMiddleware
from tests import factories as make

pytestmark = pytest.mark.django_db
ADD = reverse("members:person_create")


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def client(client, writer):
    client.force_login(writer)
    return client


def page(writer, token: str = "una", **changes) -> dict:
    typed = {"name": "Alguien de prueba", "language": "es", "organization": writer.person.organization_id}
    return typed | {"csrfmiddlewaretoken": token} | changes


def added() -> int:
    return Person.objects.filter(name="Alguien de prueba").count()


def test_a_double_click_adds_one_and_both_end_where_the_first_did(client, writer):
    first, second = (client.post(ADD, page(writer)) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first.url == second.url
    assert added() == 1
    assert second.cookies["messages"].OutputString() == first.cookies["messages"].OutputString()
    assert "Guardado." in client.get(second.url).content.decode()


@pytest.mark.parametrize("changes", [{"token": "otra"}, {"phone": "+57 601 555 0100"}])
def test_another_page_or_other_words_are_another_act(client, writer, changes):
    client.post(ADD, page(writer))
    client.post(ADD, page(writer, **changes))
    assert added() == 2


def test_after_a_while_the_page_may_be_sent_again(client, writer, monkeypatch):
    monkeypatch.setattr(OnceMiddleware, "REMEMBERED_SECONDS", 0.1)
    client.post(ADD, page(writer))
    time.sleep(0.2)
    client.post(ADD, page(writer))
    assert added() == 2


def test_a_form_that_came_back_is_answered_each_time(client, writer):
    for _ in range(2):
        answer = client.post(ADD, page(writer, name=""))
        assert answer.status_code == 200 and 'id="id_name"' in answer.content.decode()


def test_a_refusal_holds_nothing_back(client, writer):
    outsider = make.representative()
    client.force_login(outsider)
    for _ in range(2):
        assert client.post(reverse("members:organization_create"), page(writer)).status_code == 403


def test_what_scripts_send_from_a_page_that_stays(client, writer):
    for _ in range(2):
        client.post(ADD, page(writer), headers={"HX-Request": "true"})
    assert added() == 2


def test_nobody_is_led_by_what_another_did(client, writer):
    client.post(ADD, page(writer))
    client.force_login(make.coordinator())
    client.post(ADD, page(writer))
    assert added() == 2


def test_without_redis_nothing_is_held_back(client, writer, monkeypatch):
    def broken(*args, **kwargs):
        raise RedisError

    monkeypatch.setattr("members.once.cache.add", broken)
    for _ in range(2):
        assert client.post(ADD, page(writer)).status_code == 302
    assert added() == 2


@pytest.mark.django_db(transaction=True)
def test_at_once_is_once(writer, monkeypatch):
    """Both are inside before either is done: the second waits for the first."""
    answers: list[str] = []
    seen = threading.Event()

    class Watched:
        get, set, delete = cache.get, cache.set, cache.delete

        def add(self, *args) -> bool:
            first = cache.add(*args)
            if first:
                seen.wait(5)  # goes on when the second has come
            else:
                seen.set()
            return first

    monkeypatch.setattr("members.once.cache", Watched())

    def send(browser: Client) -> None:
        answers.append(browser.post(ADD, page(writer)).url)
        connection.close()

    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(writer)
    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.is_set() and len(set(answers)) == 1 and len(answers) == 2
    assert added() == 1
