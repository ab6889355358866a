"""A person sees, downloads and consents to what is held about them; nobody is shown another's."""

import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from alianza.rights.sections import EXEMPT, SECTIONS, label, relations
from members import policy
from members.models import Consent, ErasureRequest
from tests import factories as make
from tests.alianza.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_no_model_that_names_people_is_forgotten():
    """Whoever adds a column that points to a person or an account says here what it is shown as, or why not."""
    everywhere = {label(*one) for one in relations()}
    assert everywhere - set(SECTIONS) - set(EXEMPT) == set(), "add them to alianza.rights.sections"
    assert set(SECTIONS) <= everywhere, "sections of columns that are gone"
    assert all(reason for reason in EXEMPT.values())


def test_the_page_says_what_is_held(client, world):
    client.force_login(world.own)
    page = client.get(reverse("my_data")).content.decode()
    for said in (
        world.person.name,
        world.person.email,
        "Comentario de prueba",
        "Avance de prueba",
        world.meeting.title,
    ):
        assert said in page
    assert world.other.person.name not in page


def test_a_constant_number_of_queries(client, world, django_assert_max_num_queries):
    client.force_login(world.own)
    client.get(reverse("my_data"))
    with django_assert_max_num_queries(len(SECTIONS) + 12) as before:
        client.get(reverse("my_data"))
    for _ in range(30):
        make.AttendanceFactory(person=world.person, meeting=make.MeetingFactory(body=world.body))
    with django_assert_max_num_queries(len(before)):
        client.get(reverse("my_data"))


def test_files_hold_it_without_secrets(client, world):
    client.force_login(world.own)
    held = json.loads(client.get(reverse("my_data_file", args=["json"])).content)
    text = json.dumps(held, ensure_ascii=False)
    assert world.person.email in text and "Avance de prueba" in text
    for secret in (world.own.password, world.reminder_token, world.feed.token_sha256):
        assert secret not in text
    answer = client.get(reverse("my_data_file", args=["xlsx"]))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert any(world.person.email == row[2] for row in rows)
    assert client.get(reverse("my_data_file", args=["exe"])).status_code == 404


def test_an_account_without_a_person_sees_the_account(client):
    user = make.UserFactory()
    client.force_login(user)
    assert user.email in client.get(reverse("my_data")).content.decode()
    assert client.post(reverse("my_erasure")).status_code == 404


def test_whoever_has_no_account_is_served_by_a_coordinator(client, world):
    client.force_login(world.coordinator)
    page = client.get(reverse("person_data", args=[world.stakeholder.pk]))
    assert world.stakeholder.email in page.content.decode()
    assert client.get(reverse("person_data", args=[world.person.pk])).status_code == 403, "they see it themselves"
    client.force_login(world.own)
    assert client.get(reverse("person_data", args=[world.colleague.pk])).status_code == 403


def test_consent_keeps_the_text(client, world):
    client.force_login(world.own)
    client.post(reverse("my_consent"), {"give": ""})
    client.post(reverse("my_consent"), {"give": ""})
    consent = world.person.consents.get()
    assert (consent.way, consent.version, consent.text) == ("page", policy.VERSION, policy.text("es"))
    client.post(reverse("my_consent"), {"withdraw": ""})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    client.post(reverse("my_consent"), {"give": ""})
    assert world.person.consents.filter(withdrawn_at=None).count() == 1


def test_a_newer_text_ends_the_earlier_consent(client, world):
    Consent.objects.create(person=world.person, way="paper", version="2018-04", text="Texto de antes")
    client.force_login(world.own)
    client.post(reverse("my_consent"), {"give": ""})
    assert list(world.person.consents.filter(withdrawn_at=None).values_list("version")) == [(policy.VERSION,)]


def test_a_coordinator_writes_down_what_was_signed_on_paper(client, world):
    client.force_login(world.coordinator)
    client.post(reverse("person_consent", args=[world.stakeholder.pk]), {"give": ""})
    assert world.stakeholder.consents.get().way == "paper"


def test_asking_tells_those_who_decide_without_the_name(client, world, django_capture_on_commit_callbacks):
    client.force_login(world.own)
    page = client.post(reverse("my_erasure"), {"ask": ""}, follow=True).content.decode()
    assert "administr" in page
    request = ErasureRequest.objects.get(person=world.person)
    mails = list(type(world.mail).objects.filter(event="erasure_asked"))
    assert {one.to_email for one in mails} == {
        world.coordinator.person.email,
        world.users["administrator"].email,
    }
    assert all(world.person.name not in one.subject + one.text for one in mails)
    client.post(reverse("my_erasure"), {"ask": ""})
    assert world.person.erasures.count() == 1, "asked twice"
    client.post(reverse("my_erasure"), {"take_back": ""})
    request.refresh_from_db()
    assert request.decision == "taken_back"
    client.post(reverse("my_erasure"), {"ask": ""})
    assert world.person.erasures.filter(decision="").count() == 1


def test_nobody_asks_for_somebody_with_an_account(client, world):
    client.force_login(world.coordinator)
    assert client.post(reverse("person_erasure", args=[world.person.pk]), {"ask": ""}).status_code == 403
    client.post(reverse("person_erasure", args=[world.stakeholder.pk]), {"ask": ""})
    assert world.stakeholder.erasures.exists()
