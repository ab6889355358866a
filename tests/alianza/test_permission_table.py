"""The permission table, cell by cell; and no address without a row."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.alianza.permission_table import ROLES, TABLE, Row
from tests.alianza.world import World

pytestmark = pytest.mark.django_db
CHECKED_ELSEWHERE = ("admin:",)


def addresses(patterns=None, namespace: str = "") -> set[str]:
    """Every named address that the resolver knows, such as "meetings:meeting_detail"."""
    found = set()
    for entry in get_resolver("alianza.urls").url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= addresses(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            found.add(namespace + entry.name)
    return found


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Built once; each test's own transaction is rolled back inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def clients(world: World) -> dict[str, Client]:
    made = {}
    for role in ROLES:
        made[role] = Client()
        if world.users[role] is not None:
            made[role].force_login(world.users[role])
    return made


def answer(response) -> str:
    to_login = response.status_code == 302 and response.url.startswith(reverse(settings.LOGIN_URL))
    return "login" if to_login else str(response.status_code)


def test_every_address_has_a_row():
    missing = addresses() - {row.name for row in TABLE}
    assert not {name for name in missing if not name.startswith(CHECKED_ELSEWHERE)}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_reading(row: Row, world: World):
    path = reverse(row.name, args=world.arguments(row.arguments))
    seen = [answer(client.get(path)) for client in clients(world).values()]
    assert dict(zip(ROLES, seen, strict=True)) == dict(zip(ROLES, row.get, strict=True))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_sending(row: Row, world: World):
    """An empty form: whoever may send gets it back with its errors (200) or done (302); nobody else gets that far."""
    path = reverse(row.name, args=world.arguments(row.arguments))
    seen = []
    for client in clients(world).values():
        with transaction.atomic():  # each role finds the world as it was
            seen.append(answer(client.post(path)))
            transaction.set_rollback(True)
    assert dict(zip(ROLES, seen, strict=True)) == dict(zip(ROLES, row.post, strict=True))
