"""Pages behind a link in a mail: whose they are, in the language that their reader chooses, kept by nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.alianza.world import World

pytestmark = pytest.mark.django_db

PAGES = [
    ("meetings:invitation", "invited_token"),
    ("meetings:check_in", "door_token"),
    ("meetings:agreement_by_link", "reminder_token"),
    ("members:invitation_accept", "invitation_token"),
    ("members:unsubscribe", "unsubscribe_token"),
    ("actionplans:delivery_open", "token"),
]
UNUSABLE = [*PAGES[:4], PAGES[5]]


@pytest.fixture
def world(db) -> World:
    return World()


def address(world: World, name: str, arguments: str) -> str:
    return reverse(name, args=world.arguments(arguments))


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_it_says_whose_it_is_and_switches_its_language_by_a_link(world, settings, name, arguments):
    path, phone = address(world, name, arguments), Client(enforce_csrf_checks=True)
    for lang, other in (("es", "en"), ("en", "es")):
        page = phone.get(path, {"lang": lang})
        said = page.content.decode()
        bar = said[said.index("<header") : said.index("</header>")]
        assert page.status_code == 200 and page["Content-Language"] == lang
        assert f'<html lang="{lang}"' in said and settings.ALLIANCE_NAME in bar
        assert f'href="?lang={other}' in bar and "<form" not in bar and "csrf" not in said
        assert "no-store" in page["Cache-Control"] and page["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page["X-Robots-Tag"]


@pytest.mark.parametrize(("name", "arguments"), PAGES[:3])
def test_those_of_meetings_need_no_script(world, name, arguments):
    assert "<script" not in Client().get(address(world, name, arguments)).content.decode()


@pytest.mark.parametrize(("name", "arguments"), UNUSABLE)
def test_a_link_that_leads_nowhere_does_so_in_both_languages(world, settings, name, arguments):
    path = reverse(name, args=["x" * 43])
    for lang in ("es", "en"):
        page = Client().get(path, {"lang": lang})
        assert page.status_code == 404 and f'<html lang="{lang}"' in page.content.decode()
        assert settings.ALLIANCE_NAME in page.content.decode() and page["Referrer-Policy"] == "no-referrer"


def test_an_answer_leads_on_in_the_language_chosen(world):
    phone = Client(enforce_csrf_checks=True)
    path = address(world, "meetings:invitation", "invited_token") + "?lang=en"
    answered = phone.post(path, {"said": "yes"})
    assert answered.status_code == 302 and "I come" in phone.get(answered["Location"]).content.decode()


def test_a_report_leads_on_in_the_language_chosen(world):
    phone = Client(enforce_csrf_checks=True)
    path = address(world, "meetings:agreement_by_link", "reminder_token") + "?lang=en"
    reported = phone.post(path, {"state": "in_progress", "words": "Half of it"})
    thanks = phone.get(reported["Location"]).content.decode()
    assert "The progress is on record" in thanks and "?lang=es&amp;done" in thanks


def test_what_is_refused_at_the_door_is_said_in_the_language_chosen(world):
    path = address(world, "meetings:check_in", "door_token")
    for lang, words in (("en", "code"), ("es", "código")):
        refused = Client().post(f"{path}?lang={lang}", {"code": "1"})
        assert refused.status_code == 409 and words in refused.content.decode()
