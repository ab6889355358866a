"""For a monitor: does the application answer, and its database?"""

import pytest
from django.db import OperationalError, connection


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
