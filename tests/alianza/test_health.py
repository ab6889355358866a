"""For a monitor: does the application answer, and its database, and do mails leave?"""

import datetime

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from members import tasks
from members.models import Heartbeat, OutboxMail


def refused(*args, **kwargs):
    raise OperationalError("connection to server at 192.0.2.7 refused")


@pytest.mark.django_db
def test_ok_without_saying_anything_else(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"].startswith("text/plain")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_database_that_does_not_answer(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", refused)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert b"database" in response.content and b"192.0.2.7" not in response.content


def test_only_reading(client):
    assert client.post("/healthz").status_code == 405


@pytest.fixture
def due(db):
    """A mail that became due so many minutes ago."""

    def make(minutes: float, state: str = "queued") -> OutboxMail:
        return OutboxMail.objects.create(
            event="news",
            key=f"{minutes}{state}",
            to_email="ana@ejemplo.example",
            subject="Secreto de prueba",
            message_id=f"<{minutes}{state}@testserver>",
            state=state,
            due_at=timezone.now() - datetime.timedelta(minutes=minutes),
        )

    return make


@pytest.mark.parametrize("state", ["queued", "sending"])
def test_a_mail_that_nobody_takes_up_turns_it_red(client, due, state):
    since = due(11, state).due_at
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.content.decode() == f"mails wait since {since:%Y-%m-%d %H:%M} UTC\n"


@pytest.mark.parametrize(
    ("minutes", "state"), [(9, "queued"), (-60, "queued"), (60, "accepted"), (60, "failed"), (60, "withdrawn")]
)
def test_what_is_not_late_leaves_it_green(client, due, minutes, state):
    due(minutes, state)
    assert client.get("/healthz").status_code == 200


def test_green_again_once_it_left(client, due):
    mail = due(11)
    assert client.get("/healthz").status_code == 503
    OutboxMail.objects.filter(pk=mail.pk).update(state="accepted")
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_nobody_sweeps_though_no_mail_waits(client):
    Heartbeat.objects.update_or_create(pk=1, defaults={"swept_at": timezone.now() - datetime.timedelta(minutes=11)})
    response = client.get("/healthz")
    assert response.status_code == 503 and b"nobody has swept the outbox since" in response.content
    tasks.sweep()
    assert client.get("/healthz").status_code == 200
