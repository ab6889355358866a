"""One meeting, and each kind of reader of it."""

import re
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import Meeting
from meetings.services import minutes as writing
from tests.factories import (
    AttendanceFactory,
    BodyFactory,
    MeetingFactory,
    OrganizationFactory,
    administrator,
    coordinator,
    representative,
)

PLACE, LINK = "Salón reservado 4711", "https://sala-reservada.example/4711"


@pytest.fixture
def scene(db):
    """`invited` comes to `meeting`; `member` belongs to its body without an invitation; `outsider` to neither."""
    ours, theirs = OrganizationFactory(name="Organización de la invitada"), OrganizationFactory()
    body = BodyFactory(name="Asamblea de prueba", organizations=[ours, theirs])
    meeting = MeetingFactory(body=body, number="2018-901", place=PLACE, link=LINK, title="Primera reunión de prueba")
    invited = representative(organization=ours, name="Invitada de prueba 4711")
    AttendanceFactory(meeting=meeting, person=invited.person, organization=ours)
    return SimpleNamespace(
        body=body,
        meeting=meeting,
        invited=invited,
        member=representative(organization=theirs),
        outsider=representative(),
        coordinator=coordinator(),
        administrator=administrator(),
        organization=ours,
    )


@pytest.fixture
def held(scene):
    """The meeting is closed; `invited` and somebody of a third organization were there, `member` was not."""
    scene.third = representative(name="Tercera persona de prueba")
    scene.body.organizations.add(scene.third.person.organization)
    AttendanceFactory(meeting=scene.meeting, person=scene.third.person)
    scene.meeting.attendances.update(status="present")
    Meeting.objects.update(closed_at=timezone.now())
    scene.minutes = writing.save_minutes(scene.meeting, "# Uno\n\nDos\n\n- tres", 0, actor=scene.coordinator)
    return scene


@pytest.fixture
def logged_in():
    """logged_in(user) → a client of that account."""

    def log_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def counted():
    """`with counted() as queries:` … `queries()` → their SQL, without what only notes when a session was last seen."""

    @contextmanager
    def capture():
        with CaptureQueriesContext(connection) as context:
            yield lambda: [
                q["sql"]
                for q in context.captured_queries
                if not re.search(r'usersessions|SAVEPOINT|UPDATE "django_session"', q["sql"])
            ]

    return capture
