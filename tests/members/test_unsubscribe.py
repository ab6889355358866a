"""One click in a mail program, or a button on a page: no more notices, and nothing else is lost."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.forms.share import RecipientsForm, offered_people
from members import delivery, outbox
from members.models import OutboxMail, Person
from members.unsubscribe import address
from tests import factories as make
from tests.alianza.world import World

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def world():
    return World()


def path(mail: OutboxMail) -> str:
    return address(mail).removeprefix("http://testserver")


def test_a_notice_carries_the_way_out(world):
    letter = delivery.message(world.mail)
    assert letter.extra_headers["List-Unsubscribe"] == f"<{address(world.mail)}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address(world.mail) in letter.body


@pytest.mark.parametrize("event", ["review_opened", "account_mail", "invited", "report_asked", "review_reminder"])
def test_what_asks_somebody_to_act_does_not(world, event):
    world.mail.event = event
    assert "List-Unsubscribe" not in delivery.message(world.mail).extra_headers


def test_opening_the_link_changes_nothing(client, world):
    page = client.get(path(world.mail))
    assert page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"]
    assert Person.objects.get(pk=world.mail.person_id).unsubscribed_at is None


def test_one_click_and_back(world):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(path(world.mail), ONE_CLICK).status_code == 200
    assert Person.objects.get(pk=world.mail.person_id).unsubscribed_at is not None
    browser.post(path(world.mail), {"choice": "at_once"})
    assert Person.objects.get(pk=world.mail.person_id).unsubscribed_at is None


@pytest.mark.parametrize("token", ["x", "MTI:1abc:forged", ""])
def test_a_forged_link_is_nothing(client, world, token):
    assert client.post(f"/members/u/{token}/", ONE_CLICK).status_code == 404


def test_what_waits_is_not_sent_and_says_why(world):
    Person.objects.filter(pk=world.mail.person_id).update(unsubscribed_at=timezone.now())
    world.mail.refresh_from_db()
    outcome = delivery.send(world.mail, server=None)
    assert (outcome.state, outcome.answer) == ("withdrawn", "unsubscribed")


def test_what_asks_them_to_act_is_still_sent(world, monkeypatch):
    Person.objects.filter(pk=world.person.pk).update(unsubscribed_at=timezone.now())
    mail = outbox.queue_rendered(
        "account_mail", key="k", to_email=world.person.email, subject="Código", text="123456", language="es"
    )
    assert mail.person_id == world.person.pk

    class Server:
        def open(self):
            return True

        def send_messages(self, letters):
            return len(letters)

    assert delivery.send(mail, Server()).state == "accepted"


def test_the_share_leaves_them_out_and_says_so(client, world):
    Person.objects.filter(pk=world.stakeholder.pk).update(unsubscribed_at=timezone.now())
    other = make.PersonFactory(organization=world.stakeholder.organization)
    form = RecipientsForm({"groups": ["authority:national"]}, offered=offered_people())
    assert form.is_valid() and form.cleaned_data["recipients"] == [other]
    named = RecipientsForm({"people": [world.stakeholder.pk]}, offered=offered_people())
    assert not named.is_valid() and world.stakeholder.name in str(named.errors)
    client.force_login(world.coordinator)
    page = client.get(reverse("actionplans:share_create", args=[world.version.pk])).content.decode()
    assert "no quiere avisos" in page
