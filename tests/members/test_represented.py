"""Who represented an organization on a day."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import MandateFactory, OrganizationFactory, PersonFactory, coordinator, representative

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def organization():
    """Ten principals one after the other, each for a hundred days, the last one still; beside them one alternate."""
    organization = OrganizationFactory()
    first = timezone.localdate() - 950 * DAY
    for n in range(10):
        starts = first + n * 100 * DAY
        ends = starts + 100 * DAY if n < 9 else None
        person = PersonFactory(name=f"Principal {n}", organization=organization)
        MandateFactory(person=person, organization=organization, role="principal", starts_on=starts, ends_on=ends)
    alternate = PersonFactory(name="Suplente de prueba", organization=organization)
    MandateFactory(
        person=alternate, organization=organization, role="alternate", starts_on=first, ends_on=first + 30 * DAY
    )
    organization.first = first
    return organization


def ask(client, organization, day=None):
    address = reverse("members:organization_detail", args=[organization.pk])
    return client.get(address, {"on": day} if day else {})


@pytest.mark.parametrize(
    ("after", "who"),
    [(0, ["Principal 0", "Suplente"]), (99, ["Principal 0"]), (100, ["Principal 1"]), (949, ["Principal 9"])],
)
def test_the_day_has_its_answer_after_ten_replacements(client, organization, after, who):
    client.force_login(coordinator())
    said = ask(client, organization, organization.first + after * DAY).context["answer"]
    assert all(name in said for name in who) and said.count("Principal ") == 1
    assert ("Suplente" in said) == ("Suplente" in who)


def test_before_the_first_nobody(client, organization):
    client.force_login(coordinator())
    said = ask(client, organization, organization.first - DAY).context["answer"]
    assert "Principal" not in said and "nadie" in said


@pytest.mark.parametrize("nonsense", ["ayer", "2024-13-40", "'", "\x00"])
def test_no_day_is_no_question(client, organization, nonsense):
    client.force_login(coordinator())
    answer = ask(client, organization, nonsense)
    assert answer.status_code == 200 and not answer.context["answer"]


def test_the_picture_has_each_mandate_within_its_frame_and_the_lists_numbers(client, organization):
    client.force_login(coordinator())
    shown = ask(client, organization)
    bars = shown.context["picture"].bars
    assert [bar.number for bar in bars] == list(range(1, 12)) and sum(bar.is_now for bar in bars) == 1
    assert all(bar.x >= 0 and bar.x + bar.width <= 600.5 for bar in bars)
    for number, mandate in enumerate(shown.context["mandates"], start=1):
        assert bars[number - 1].words.startswith(f"{number}. {mandate.person.name}")


def test_whoever_had_the_mandate_in_both_of_two_merged_entries_is_named_once(client, organization):
    duplicate = OrganizationFactory(merged_into=organization)
    person = organization.mandates.get(role="alternate").person
    MandateFactory(person=person, organization=duplicate, role="alternate", starts_on=organization.first)
    client.force_login(coordinator())
    assert ask(client, organization, organization.first + DAY).context["answer"].count("Suplente de prueba") == 1


def test_its_own_people_know_its_past_and_others_do_not(client, organization):
    own = representative(organization=organization, role="alternate")
    left = organization.mandates.get(person__name="Principal 0").person
    left.organization = OrganizationFactory()
    left.save()
    day = organization.first + DAY
    client.force_login(own)
    page = ask(client, organization, day)
    assert "Principal 0" in page.context["answer"] and left.get_absolute_url() not in page.content.decode()
    client.force_login(representative())
    page = ask(client, organization, day)
    assert not page.context["answer"] and "Principal 0" not in page.content.decode()


def test_days_that_would_break_the_picture(client):
    """Mandates that are all to begin, one that begins later than all end, one without end as a far day."""
    client.force_login(coordinator())
    organization, today = OrganizationFactory(), timezone.localdate()
    for role, days in (("principal", 1), ("alternate", 1), ("spokesperson", 900)):
        MandateFactory(organization=organization, role=role, starts_on=today + days * DAY)
    MandateFactory(organization=organization, role="coordinator", ends_on=datetime.date.max)
    bars = ask(client, organization).context["picture"].bars
    assert all(0 <= bar.x <= 600 and bar.x + bar.width <= 603 for bar in bars)
