"""The public card: what was ticked and not a word more; no card without a tick, or of who left."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.models import Organization, Topic
from tests.factories import OrganizationFactory, StakeholderFactory, coordinator, representative

pytestmark = pytest.mark.django_db
LIST = reverse("members:card_list")
ALL = Organization.PublicField.values


def shown(organization) -> str:
    return reverse("members:card_detail", args=[organization.pk])


def choose(organization) -> str:
    return reverse("members:card_update", args=[organization.pk])


@pytest.fixture
def organization():
    made = OrganizationFactory(
        name="Organización a la vista",
        acronym="OALV",
        department="CO-ANT",
        municipality="Municipio de prueba",
        website="https://sitio.example",
        joined_on=datetime.date(2018, 4, 6),
    )
    for kind, name in (("theme", "Tema a la vista"), ("population", "Población a la vista")):
        made.topics.add(Topic.objects.create(kind=kind, name=name))
    return made


WORDS = {
    "acronym": "OALV",
    "department": "Antioquia",
    "municipality": "Municipio de prueba",
    "website": "https://sitio.example",
    "themes": "Tema a la vista",
    "populations": "Población a la vista",
    "joined_on": "6 abr 2018",
}


@pytest.mark.parametrize("field", WORDS)
def test_each_field_by_itself(client, organization, field):
    organization.public_fields = ["name", field]
    organization.save()
    for address in (LIST, shown(organization)):
        page = client.get(address).content.decode()
        assert organization.name in page
        assert {one for one, words in WORDS.items() if words in page} == {field}


def test_nothing_ticked_nothing_there(client, organization):
    assert client.get(shown(organization)).status_code == 404
    assert organization.name not in client.get(LIST).content.decode()
    assert LIST not in client.get(reverse("home")).content.decode()


def test_home_leads_there(client, organization):
    organization.public_fields = ["name"]
    organization.save()
    assert LIST in client.get(reverse("home")).content.decode()
    assert shown(organization) in client.get(LIST).content.decode()


@pytest.mark.parametrize("gone", [{"left_on": timezone.localdate, "leaving_reason": "Motivo"}, {"kind": "donor"}])
def test_who_left_or_is_no_member_has_none(client, organization, gone):
    values = {name: value() if callable(value) else value for name, value in gone.items()}
    Organization.objects.filter(pk=organization.pk).update(public_fields=ALL, **values)
    assert client.get(shown(organization)).status_code == 404
    assert organization.name not in client.get(LIST).content.decode()


def test_chosen_by_the_organization_and_by_the_secretariat(client, organization):
    for user, fields in ((representative(organization=organization), ["themes", "name"]), (coordinator(), ["name"])):
        client.force_login(user)
        assert client.post(choose(organization), {"public_fields": fields}).url == organization.get_absolute_url()
        organization.refresh_from_db()
        assert organization.public_fields == sorted(fields)
    client.post(choose(organization), {})
    assert client.get(shown(organization)).status_code == 404


def test_by_nobody_else(client, organization):
    client.force_login(representative())
    assert client.get(choose(organization)).status_code == 403
    assert client.post(choose(organization), {"public_fields": ALL}).status_code == 403
    organization.refresh_from_db()
    assert organization.public_fields == []


def test_a_stakeholder_has_none_to_choose(client):
    client.force_login(coordinator())
    assert client.get(choose(StakeholderFactory())).status_code == 404


@pytest.mark.parametrize("fields", [["themes"], ["name", "left_on"]])
def test_refused_in_words(client, organization, fields):
    client.force_login(coordinator())
    response = client.post(choose(organization), {"public_fields": fields})
    assert response.context["form"].errors["public_fields"]
    organization.refresh_from_db()
    assert organization.public_fields == []


def test_the_database_wants_the_name(organization):
    with pytest.raises(IntegrityError, match="public_card_has_a_name"), transaction.atomic():
        Organization.objects.filter(pk=organization.pk).update(public_fields=["themes"])


def test_same_queries_with_1_and_with_30(client, organization, django_assert_max_num_queries):
    Organization.objects.update(public_fields=ALL)
    with django_assert_max_num_queries(8) as few:
        client.get(LIST)
    OrganizationFactory.create_batch(30, public_fields=ALL)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)
