import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Mandate
from tests import factories as make
from tests.alianza.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def page(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("handover")).content.decode()


def test_what_the_predecessor_left(client, world):
    old = make.PersonFactory(organization=world.organization, name="Persona que se fue")
    make.MandateFactory(person=old, role="spokesperson", ends_on=timezone.localdate())
    shown = page(client, world.own)
    assert world.agreement.text in shown
    assert "Persona que se fue" in shown
    assert reverse("actionplans:review", args=[world.reviewed.pk]) in shown


def test_not_what_others_owe(client, world):
    shown = page(client, world.other)
    assert world.agreement.number not in shown


def test_the_home_page_leads_there_in_the_first_weeks(client, world):
    client.force_login(world.own)
    assert reverse("handover") not in client.get("/").content.decode()
    Mandate.objects.filter(person=world.own.person).update(starts_on=timezone.localdate() - datetime.timedelta(days=5))
    assert reverse("handover") in client.get("/").content.decode()


def test_as_many_queries_for_thirty_commitments(client, world, django_assert_max_num_queries):
    for number in range(30):
        make.AgreementFactory(meeting=world.meeting, owner=world.organization, sequence=10 + number)
    client.force_login(world.own)
    client.get("/")  # once in ten minutes a session's activity is written down
    with django_assert_max_num_queries(8):
        client.get(reverse("handover"))
