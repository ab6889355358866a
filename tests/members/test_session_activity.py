"""The list of one's sessions is kept up to date now and then, not at the cost of every page."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from tests.factories import representative

pytestmark = pytest.mark.django_db
PAGE = reverse("usersessions_list")
ELSEWHERE = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}}


def test_first_request_is_noted_the_next_ones_are_not(client):
    client.force_login(representative())
    client.get(PAGE)
    noted = UserSession.objects.get().last_seen_at
    client.get(PAGE)
    assert UserSession.objects.get().last_seen_at == noted


def test_noted_again_after_a_while(client):
    client.force_login(representative())
    client.get(PAGE)
    noted = UserSession.objects.get().last_seen_at
    cache.clear()
    client.get(PAGE)
    assert UserSession.objects.get().last_seen_at > noted


def test_without_redis_the_page_still_answers(client):
    client.force_login(representative())
    with override_settings(CACHES=ELSEWHERE):
        assert client.get(PAGE).status_code == 200
