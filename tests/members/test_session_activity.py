"""The list of one's sessions is kept up to date now and then, not at the cost of every page."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from tests.factories import UserFactory, representative

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


def test_an_idle_session_is_over(client, settings):
    client.force_login(representative())
    client.get(PAGE)
    assert client.get(PAGE).status_code == 200
    settings.SESSION_IDLE_SECONDS = -1
    answer = client.get(PAGE)
    assert answer.status_code == 302 and reverse("account_login") in answer.url
    settings.SESSION_IDLE_SECONDS = 3600
    assert client.get(PAGE).status_code == 302, "it stays over"


def test_one_session_of_ones_own_is_ended_and_nobody_elses(client):
    user = representative()
    phone, foreign = type(client)(), type(client)()
    phone.force_login(user)
    phone.get(PAGE)
    lost = UserSession.objects.get(user=user)
    client.force_login(user)
    assert reverse("session_end", args=[lost.pk]) in client.get(PAGE).content.decode()
    foreign.force_login(representative())
    assert foreign.post(reverse("session_end", args=[lost.pk])).status_code == 404
    assert phone.get(PAGE).status_code == 200
    client.post(reverse("session_end", args=[lost.pk]))
    assert phone.get(PAGE).status_code == 302 and client.get(PAGE).status_code == 200


def test_logging_out_clears_what_pages_left_on_the_device(client):
    client.force_login(UserFactory())
    assert "Clear-Site-Data" not in client.get(PAGE)
    assert '"storage"' in client.post(reverse("account_logout"))["Clear-Site-Data"]
