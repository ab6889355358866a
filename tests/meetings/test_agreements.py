"""Recording and changing agreements, and their numbers."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.models import Agreement, Meeting
from meetings.services import agreements as services
from tests.factories import (
    AgreementFactory,
    MandateFactory,
    MeetingFactory,
    OrganizationFactory,
    PersonFactory,
    coordinator,
)
from tests.meetings.refusals import REFUSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(scene):
    return {
        "text": "Preparar la propuesta de mesa de diálogo",
        "kind": "commitment",
        "owner": scene.organization.pk,
        "due_on": "2031-08-24",
    }


def record(client, scene, typed):
    return client.post(reverse("meetings:agreement_create", args=[scene.meeting.pk]), typed)


def test_agreements_are_numbered_in_their_meeting(scene, logged_in, typed):
    client, partner = logged_in(scene.coordinator), OrganizationFactory()
    record(client, scene, typed | {"owner_person": scene.invited.person.pk, "partners": [partner.pk]})
    record(client, scene, {"text": "Mantener la alianza", "kind": "decision"})
    first, second = Agreement.objects.order_by("sequence")
    assert (first.number, second.number) == ("2018-901/1", "2018-901/2")
    assert first.owner == scene.organization and first.owner_person == scene.invited.person
    assert list(first.partners.all()) == [partner] and first.state == "open"
    assert second.owner is None and second.due_on is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers():
    meeting, actor = MeetingFactory(number="2031-01"), coordinator()
    start = threading.Barrier(6)

    def one() -> None:
        start.wait()
        services.add_agreement(Agreement(meeting=meeting, kind="decision", text="Decisión"), actor=actor)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = Agreement.objects.order_by("sequence").values_list("number", flat=True)
    assert list(numbers) == [f"2031-01/{n}" for n in range(1, 7)]


@pytest.mark.parametrize("missing", ["owner", "due_on"])
def test_a_commitment_needs_somebody_and_a_date(scene, logged_in, typed, missing):
    answer = record(logged_in(scene.coordinator), scene, typed | {missing: ""})
    assert answer.status_code == 200 and missing in answer.context["form"].errors
    assert typed["text"] in answer.content.decode() and not Agreement.objects.exists()


def test_the_database_asks_for_them_too_once_the_meeting_is_closed(scene):
    Meeting.objects.update(closed_at=timezone.now())
    with pytest.raises(IntegrityError, match="commitment_has_owner_and_date"), transaction.atomic():
        AgreementFactory(meeting=scene.meeting, owner=None)
    assert AgreementFactory(meeting=scene.meeting, kind="decision", owner=None, due_on=None).pk


def test_a_person_of_another_organization_is_refused(scene, logged_in, typed):
    stranger = PersonFactory()
    answer = record(logged_in(scene.coordinator), scene, typed | {"owner_person": stranger.pk})
    assert "owner_person" in answer.context["form"].errors and not Agreement.objects.exists()
    MandateFactory(person=stranger, organization=scene.organization, role="alternate")
    record(logged_in(scene.coordinator), scene, typed | {"owner_person": stranger.pk})
    assert Agreement.objects.get().owner_person == stranger, "a mandate is belonging"


def test_the_responsible_one_is_not_its_own_partner(scene, logged_in, typed):
    record(logged_in(scene.coordinator), scene, typed | {"partners": [scene.organization.pk]})
    assert not Agreement.objects.get().partners.exists()


def test_changing_keeps_the_number_and_the_words_of_progress(scene, logged_in, typed):
    agreement = AgreementFactory(meeting=scene.meeting, progress="Avance de prueba")
    address = reverse("meetings:agreement_update", args=[agreement.pk])
    logged_in(scene.coordinator).post(address, typed | {"state": "withdrawn", "number": "X", "sequence": 99})
    changed = Agreement.objects.get(pk=agreement.pk)
    assert (changed.number, changed.sequence) == (agreement.number, agreement.sequence)
    assert (changed.text, changed.state, changed.progress) == (typed["text"], "withdrawn", "Avance de prueba")


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_representatives_record_and_change_nothing(scene, logged_in, typed, who, status):
    agreement = AgreementFactory(meeting=scene.meeting, owner=scene.organization)
    client = logged_in(getattr(scene, who, status))
    assert record(client, scene, typed).status_code == status
    address = reverse("meetings:agreement_update", args=[agreement.pk])
    assert client.get(address).status_code == status
    assert client.post(address, typed | {"state": "done"}).status_code == status
    assert Agreement.objects.get().text == agreement.text


def test_the_page_tells_who_changed_what(scene, logged_in, typed):
    client = logged_in(scene.coordinator)
    record(client, scene, typed)
    agreement, partner = Agreement.objects.get(), OrganizationFactory(name="Aliada de prueba")
    address = reverse("meetings:agreement_update", args=[agreement.pk])
    client.post(address, typed | {"due_on": "2031-09-30", "state": "open", "partners": [partner.pk]})
    acts = client.get(agreement.get_absolute_url()).context["history"]
    assert [act.who for act in acts] == [f"{scene.coordinator.person} · {scene.coordinator.person.organization}"] * 2
    newest = " ".join(acts[0].changes)
    assert "24" in newest and "30" in newest and "→" in newest and "Aliada de prueba" in newest
    assert acts[1].changes and "→" not in " ".join(acts[1].changes)
