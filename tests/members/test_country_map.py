"""The map of departments: its numbers follow the filter, its links filter the list, and thanks stand beside it."""

import json

import pytest
from django.http import QueryDict
from django.urls import reverse

from members.places import departments
from members.presentation import country_map
from tests.factories import OrganizationFactory, StakeholderFactory, representative

pytestmark = pytest.mark.django_db
LIST = reverse("members:organization_list")


@pytest.fixture
def inside(client):
    client.force_login(representative(organization=OrganizationFactory(name="Xyz", department="CO-AMA")))
    return client


@pytest.fixture
def spread():
    OrganizationFactory.create_batch(4, department="CO-ANT")
    StakeholderFactory.create_batch(2, department="CO-NAR")
    StakeholderFactory(department="")


def numbers(response) -> dict[str, int]:
    return {place.name: place.n for place in response.context["map"].places}


def test_numbers_most_first(inside, spread):
    response = inside.get(LIST)
    assert list(numbers(response).items()) == [("Antioquia", 4), ("Nariño", 2), ("Amazonas", 1)]
    assert response.context["map"].nowhere == 1
    shades = {place.name: place.shade for place in response.context["map"].outlines}
    assert (shades["Antioquia"], shades["Nariño"], shades["Amazonas"], shades["Meta"]) == (4, 2, 1, 0)


def test_numbers_follow_every_filter_but_the_department(inside, spread):
    response = inside.get(LIST, {"kind": "stakeholders", "department": "CO-NAR"})
    assert numbers(response) == {"Nariño": 2}
    response = inside.get(LIST, {"department": "CO-NAR"})
    assert numbers(response) == {"Antioquia": 4, "Nariño": 2, "Amazonas": 1}
    assert [place.name for place in response.context["map"].outlines if place.is_chosen] == ["Nariño"]
    assert len(response.context["page"]) == 2


def test_links_filter_the_list_and_keep_the_rest(inside, spread):
    response = inside.get(LIST, {"kind": "member_cso", "after": "x"})
    (link,) = {place.query for place in response.context["map"].places if place.name == "Antioquia"}
    assert link == "kind=member_cso&department=CO-ANT"
    assert response.content.decode().count("?kind=member_cso&amp;department=CO-ANT") == 2, "on the map and in the list"
    assert len(inside.get(f"{LIST}?{link}").context["page"]) == 4


def test_thanks_stand_beside_it(inside, spread):
    page = inside.get(LIST).content.decode()
    assert "Victor Cazanave" in page and "https://creativecommons.org/licenses/by/4.0/" in page


def test_a_country_without_a_map_has_the_list(inside, spread, settings):
    settings.COUNTRY = "XX"
    response = inside.get(LIST)
    assert '<svg class="map"' not in response.content.decode()
    assert sum(numbers(response).values()) == 7


def test_the_map_knows_every_department():
    for file in country_map.MAPS.glob("*.json"):
        drawn = json.loads(file.read_text())
        assert set(drawn["departments"]) == {code for code, _name in departments()}
        assert drawn["attribution"] and drawn["licence"]


def test_one_query(spread, django_assert_num_queries):
    organizations = OrganizationFactory._meta.model.objects.all()
    with django_assert_num_queries(1):
        country_map.picture(organizations, QueryDict("kind=donor"))
