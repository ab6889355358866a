"""The directory: found by name, kind, level and place; sorted; paged; at the same cost with 1 row and with 30."""

import datetime

import pytest
from django.urls import reverse

from members.models import Organization
from tests.factories import (
    MandateFactory,
    OrganizationFactory,
    PersonFactory,
    StakeholderFactory,
    UserFactory,
    coordinator,
    representative,
)

pytestmark = pytest.mark.django_db
LIST = reverse("members:organization_list")
PEOPLE = reverse("members:person_list")


@pytest.fixture
def inside(client):
    """A client of a representative, whose organization's name no search below finds."""
    client.force_login(representative(organization=OrganizationFactory(name="Xyz", department="CO-AMA")))
    return client


def names(response) -> list[str]:
    return [o.name for o in response.context["page"].rows]


def test_search_forgives_accents_case_and_typos(inside):
    OrganizationFactory(name="Fundación Nariño de ejemplo")
    OrganizationFactory(name="Corporación de ejemplo", department="CO-ANT")
    for words in ("narino", "FUNDACION nariño", "fundacon nariño"):
        assert names(inside.get(LIST, {"q": words})) == ["Fundación Nariño de ejemplo"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "member_cso"}, ["Osc", "Xyz"]),
        ({"kind": "stakeholders"}, ["Alcaldía", "Donante"]),
        ({"kind": "donor"}, ["Donante"]),
        ({"level": "municipal"}, ["Alcaldía"]),
        ({"department": "CO-NAR"}, ["Alcaldía", "Osc"]),
        ({"department": "CO-NAR", "kind": "member_cso"}, ["Osc"]),
        ({"kind": "nonsense"}, ["Alcaldía", "Donante", "Osc", "Xyz"]),
        ({"q": "\x00"}, ["Alcaldía", "Donante", "Osc", "Xyz"]),
    ],
)
def test_filters(inside, query, found):
    OrganizationFactory(name="Osc")
    StakeholderFactory(name="Alcaldía", level="municipal")
    StakeholderFactory(name="Donante", kind="donor", level="", department="")
    assert names(inside.get(LIST, query)) == found


def test_filter_stays_while_paging(inside):
    OrganizationFactory.create_batch(60)
    StakeholderFactory.create_batch(3)
    first = inside.get(LIST, {"kind": "member_cso"})
    assert len(first.context["page"]) == 50
    link = f"?kind=member_cso&amp;after={first.context['page'].next_after}"
    assert link in first.content.decode()
    second = inside.get(LIST + link.replace("&amp;", "&"))
    assert names(first) + names(second) == [o.name for o in Organization.objects.members()]
    assert second.context["page"].next_after is None


def test_count_is_said(inside):
    OrganizationFactory.create_batch(2)
    assert inside.get(LIST).context["count"] == 3


@pytest.mark.parametrize("address", [LIST, PEOPLE])
def test_same_number_of_queries_with_1_row_and_with_30(client, django_assert_max_num_queries, address):
    client.force_login(coordinator())
    client.get(address)
    with django_assert_max_num_queries(8) as few:
        client.get(address)
    for person in PersonFactory.create_batch(30):
        MandateFactory(person=person)
    with django_assert_max_num_queries(len(few)) as many:
        client.get(address)
    assert len(many) == len(few)


def test_organization_page_costs_the_same_with_30_people(client, django_assert_max_num_queries):
    user = coordinator()
    client.force_login(user)
    address = user.person.organization.get_absolute_url()
    client.get(address)
    with django_assert_max_num_queries(8) as few:
        client.get(address)
    for person in PersonFactory.create_batch(30, organization=user.person.organization):
        MandateFactory(person=person, role="alternate")
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize("address", [LIST, PEOPLE])
def test_outside_there_is_nothing(client, address):
    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def test_organization_page_hides_people_of_stakeholders_from_representatives(inside):
    person = PersonFactory(organization=StakeholderFactory())
    MandateFactory(person=person)
    page = inside.get(person.organization.get_absolute_url()).content.decode()
    assert person.organization.name in page
    assert person.name not in page and person.email not in page


def test_organization_page_shows_now_and_earlier(client):
    user = coordinator()
    client.force_login(user)
    organization = OrganizationFactory()
    earlier = MandateFactory(
        person=PersonFactory(name="Antes", organization=organization), ends_on=datetime.date(2019, 1, 1)
    )
    now = MandateFactory(person=PersonFactory(name="Ahora", organization=organization), starts_on=earlier.ends_on)
    response = client.get(organization.get_absolute_url())
    assert response.context["mandates"] == [now, earlier]
    assert response.context["current"] == [now]


def test_representative_of_another_organization_sees_who_speaks_now_not_who_did(inside):
    organization = OrganizationFactory()
    MandateFactory(person=PersonFactory(name="Antes", organization=organization), ends_on=datetime.date(2019, 1, 1))
    MandateFactory(person=PersonFactory(name="Ahora", organization=organization), role="alternate")
    page = inside.get(organization.get_absolute_url()).content.decode()
    assert "Ahora" in page and "Antes" not in page
