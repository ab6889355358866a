"""Coordinators add and change organizations; others read."""

import pytest
from django.urls import reverse

from members.models import Organization, roles_of
from tests.factories import OrganizationFactory, administrator, coordinator, representative
from tests.members.browsers import browser_of

pytestmark = pytest.mark.django_db
ADD = reverse("members:organization_create")
TYPED = {"name": "Nueva", "kind": "member_cso", "department": "CO-ANT", "joined_on": "2018-04-06", "status": "active"}


def edit(organization) -> str:
    return reverse("members:organization_update", args=[organization.pk])


@pytest.mark.parametrize("who", [coordinator, administrator])
def test_add(client, who):
    client.force_login(who())
    response = client.post(ADD, TYPED)
    created = Organization.objects.get(name="Nueva")
    assert response.url == created.get_absolute_url()
    assert created.department == "CO-ANT" and created.joined_on.year == 2018


def test_change(client):
    client.force_login(coordinator())
    organization = OrganizationFactory()
    client.post(edit(organization), TYPED | {"name": "Otro nombre"})
    organization.refresh_from_db()
    assert organization.name == "Otro nombre" and organization.sort_key == "otro nombre"


def test_representative_may_not(client):
    user = representative()
    client.force_login(user)
    for address in (ADD, edit(user.person.organization)):
        assert client.get(address).status_code == 403
        assert client.post(address, TYPED).status_code == 403
    assert not Organization.objects.filter(name="Nueva").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "nonsense"}, "kind"),
        ({"department": "XX-1"}, "department"),
        ({"website": "no es"}, "website"),
        ({"left_on": "2018-01-01", "leaving_reason": "Motivo"}, "__all__"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_lost(client, wrong, field):
    client.force_login(coordinator())
    response = client.post(ADD, TYPED | {"municipality": "Medellín"} | wrong)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "Medellín" in response.content.decode()
    assert not Organization.objects.filter(kind="member_cso", municipality="Medellín").exists()


def test_same_name_twice(client):
    client.force_login(coordinator())
    OrganizationFactory(name="Nueva")
    assert "name" in client.post(ADD, TYPED).context["form"].errors


def test_representatives_of_an_organization_that_left_are_logged_out(client):
    gone = representative()
    phone = browser_of(gone)
    client.force_login(coordinator())
    client.post(edit(gone.person.organization), TYPED | {"left_on": "2020-01-01", "leaving_reason": "Motivo"})
    assert not roles_of(type(gone).objects.get(pk=gone.pk)).is_inside
    assert phone.get(reverse("members:organization_list")).status_code == 302
