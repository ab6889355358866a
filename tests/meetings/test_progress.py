"""Telling how far an agreement is."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from meetings.models import Agreement
from meetings.services import agreements as services
from meetings.services.errors import Withdrawn
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(scene):
    return AgreementFactory(meeting=scene.meeting, owner=scene.organization)


def report(client, agreement, state="done", words="Propuesta entregada"):
    return client.post(reverse("meetings:agreement_report", args=[agreement.pk]), {"state": state, "words": words})


@pytest.mark.parametrize("who", ["invited", "coordinator", "administrator"])
@pytest.mark.parametrize("state", ["in_progress", "done", "unmet"])
def test_the_owner_or_the_secretariat_reports(scene, agreement, logged_in, who, state):
    answer = report(logged_in(getattr(scene, who)), agreement, state)
    agreement.refresh_from_db()
    assert answer.status_code == 302
    assert (agreement.state, agreement.progress) == (state, "Propuesta entregada")


def test_others_see_it_but_are_refused(scene, agreement, logged_in):
    client = logged_in(scene.member)
    assert client.get(agreement.get_absolute_url()).status_code == 200
    assert client.get(reverse("meetings:agreement_report", args=[agreement.pk])).status_code == 403
    assert report(client, agreement).status_code == 403
    with pytest.raises(PermissionDenied):
        services.report_progress(agreement, "done", "x", actor=scene.member)
    assert Agreement.objects.get().state == "open"


def test_a_partner_is_not_the_owner(scene, agreement, logged_in):
    agreement.partners.add(scene.member.person.organization)
    assert report(logged_in(scene.member), agreement).status_code == 403


def test_outsiders_find_nothing(scene, agreement, logged_in):
    assert report(logged_in(scene.outsider), agreement).status_code == 404


@pytest.mark.parametrize(
    ("state", "words", "field"),
    [("done", "  ", "words"), ("open", "x", "state"), ("", "x", "state"), ("withdrawn", "x", "state")],
)
def test_words_and_a_state_are_required(scene, agreement, logged_in, state, words, field):
    answer = report(logged_in(scene.invited), agreement, state, words)
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert Agreement.objects.get().state == "open"


def test_nobody_owes_what_was_withdrawn(scene, agreement, logged_in):
    Agreement.objects.update(state="withdrawn")
    answer = report(logged_in(scene.invited), agreement)
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()
    with pytest.raises(Withdrawn):
        services.report_progress(agreement, "done", "x", actor=scene.invited)


def test_earlier_words_stay_in_the_history(scene, agreement, logged_in):
    client = logged_in(scene.invited)
    report(client, agreement, "in_progress", "Primera palabra")
    report(client, agreement, "done", "Última palabra")
    acts = client.get(agreement.get_absolute_url()).context["history"]
    assert [act.words for act in acts] == ["Última palabra", "Primera palabra", ""]
    assert scene.invited.person.name in acts[0].who


def test_the_button_is_for_those_who_may(scene, agreement, logged_in):
    address = reverse("meetings:agreement_report", args=[agreement.pk])
    assert address in logged_in(scene.invited).get(agreement.get_absolute_url()).content.decode()
    assert address not in logged_in(scene.member).get(agreement.get_absolute_url()).content.decode()
