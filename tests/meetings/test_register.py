"""The register of agreements: filters in the address, page by page."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import AgreementFactory, MeetingFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
REGISTER = "meetings:agreement_list"
YESTERDAY = datetime.timedelta(days=1)


def numbers(client, **typed) -> list[str]:
    return [row.number for row in client.get(reverse(REGISTER), typed).context["page"].rows]


@pytest.fixture
def agreements(scene):
    day = timezone.localdate()
    make = {"meeting": scene.meeting, "owner": scene.organization}
    return {
        "late": AgreementFactory(**make, due_on=day - YESTERDAY, text="Carta al ministerio", state="in_progress"),
        "today": AgreementFactory(**make, due_on=day, text="Visita a la alcaldía"),
        "done": AgreementFactory(**make, due_on=day - YESTERDAY, text="Boletín", state="done"),
        "other": AgreementFactory(due_on=day + YESTERDAY, text="Sitio web"),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, {"late", "today", "done", "other"}),
        ({"state": "overdue"}, {"late"}),
        ({"state": "open"}, {"today", "other"}),
        ({"state": "done"}, {"done"}),
        ({"q": "carta"}, {"late"}),
        ({"q": "carta visita"}, set()),
    ],
)
def test_filters(scene, logged_in, agreements, typed, found):
    assert set(numbers(logged_in(scene.coordinator), **typed)) == {agreements[name].number for name in found}


def test_by_organization_finds_owner_and_partner_once(scene, logged_in, agreements):
    client = logged_in(scene.coordinator)
    partner = OrganizationFactory()
    agreements["done"].partners.add(partner, scene.organization)
    assert numbers(client, organization=partner.pk) == [agreements["done"].number]
    assert len(numbers(client, organization=scene.organization.pk)) == 3


def test_by_meeting_and_by_number(scene, logged_in, agreements):
    client = logged_in(scene.coordinator)
    other = agreements["other"]
    assert numbers(client, meeting=other.meeting_id) == [other.number]
    assert numbers(client, q=other.number) == [other.number]


@pytest.mark.parametrize(
    "typed", [{"state": "mala"}, {"organization": "x"}, {"q": "\x00"}, {"after": "¿?"}, {"meeting": "-1"}]
)
def test_nonsense_in_the_address_is_no_error(scene, logged_in, agreements, typed):
    assert logged_in(scene.coordinator).get(reverse(REGISTER), typed).status_code == 200


def test_a_meeting_one_may_not_see_is_not_offered(scene, logged_in):
    hidden = MeetingFactory(title="Reunión ajena de prueba")
    assert hidden.title not in logged_in(scene.member).get(reverse(REGISTER)).content.decode()


def test_of_many_meetings_the_newest_are_a_choice_and_each_can_be_asked_for(scene, logged_in):
    """Years of meetings are no list to choose from, and would be most of the page."""
    first = MeetingFactory(body=scene.body, title="La primera de prueba", starts_at=timezone.now() - 5000 * YESTERDAY)
    AgreementFactory(meeting=first)
    MeetingFactory.create_batch(70, body=scene.body)
    client = logged_in(scene.coordinator)
    page = client.get(reverse(REGISTER)).content.decode()
    assert f"{first}</option>" not in page and 60 < page.count("<option") < 100
    asked = client.get(reverse(REGISTER), {"meeting": first.pk})
    assert f"selected>{first}</option>" in asked.content.decode()
    assert [row.meeting_id for row in asked.context["page"].rows] == [first.pk]


def test_every_agreement_comes_once_page_by_page(scene, logged_in):
    for _ in range(3):
        meeting = MeetingFactory()
        for _ in range(20):
            AgreementFactory(meeting=meeting)
    client, seen, after = logged_in(scene.coordinator), [], None
    while True:
        page = client.get(reverse(REGISTER), {"after": after} if after else {}).context["page"]
        seen += [row.number for row in page.rows]
        after = page.next_after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 60
