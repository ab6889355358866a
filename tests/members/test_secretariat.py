"""The technical secretariat: terms begun and ended by coordinators."""

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from members.models import SecretariatTerm, User, roles_of
from tests.factories import OrganizationFactory, SecretariatTermFactory, StakeholderFactory, coordinator, representative

pytestmark = pytest.mark.django_db


def add(organization) -> str:
    return reverse("members:secretariat_create", args=[organization.pk])


def end(term) -> str:
    return reverse("members:secretariat_end", args=[term.pk])


@pytest.fixture
def coordinating(client):
    client.force_login(coordinator())
    return client


def test_begin(coordinating):
    user = representative(role="coordinator")
    coordinating.post(add(user.person.organization), {"starts_on": timezone.localdate().isoformat()})
    assert roles_of(user).is_coordinator


def test_twice_at_a_time_is_refused(coordinating):
    term = SecretariatTermFactory()
    response = coordinating.post(add(term.organization), {"starts_on": timezone.localdate().isoformat()})
    assert "starts_on" in response.context["form"].errors
    assert term.organization.secretariat_terms.count() == 1


def test_bad_date(coordinating):
    assert "starts_on" in coordinating.post(add(OrganizationFactory()), {"starts_on": "x"}).context["form"].errors


def test_stakeholder_holds_none(coordinating):
    assert coordinating.get(add(StakeholderFactory())).status_code == 404


def test_end(coordinating):
    user = coordinator()
    term = user.person.organization.secretariat_terms.get()
    assert coordinating.get(end(term)).status_code == 200
    term.refresh_from_db()
    assert term.ends_on is None, "asking ends nothing"
    coordinating.post(end(term))
    assert not roles_of(User.objects.get(pk=user.pk)).is_coordinator


def test_end_twice(coordinating):
    term = SecretariatTermFactory(ends_on=timezone.datetime(2019, 1, 1).date())
    response = coordinating.post(end(term), follow=True)
    assert [m.level_tag for m in response.context["messages"]] == ["warning"]
    term.refresh_from_db()
    assert term.ends_on.year == 2019


def test_last_one_is_said(client):
    user = coordinator()
    client.force_login(user)
    assert client.get(end(SecretariatTerm.objects.get())).context["is_last"]
    SecretariatTermFactory()
    assert not client.get(end(user.person.organization.secretariat_terms.get())).context["is_last"]


def test_representative_may_not(client):
    client.force_login(representative())
    term = SecretariatTermFactory()
    for address in (add(OrganizationFactory()), end(term)):
        assert client.get(address).status_code == 403
        assert client.post(address, {"starts_on": "2018-01-01"}).status_code == 403
    term.refresh_from_db()
    assert term.ends_on is None


def test_a_term_with_its_end_and_that_end_moved(coordinating):
    organization = OrganizationFactory()
    today = timezone.localdate()
    ends = today + datetime.timedelta(days=30)
    coordinating.post(add(organization), {"starts_on": today.isoformat(), "ends_on": ends.isoformat()})
    term = organization.secretariat_terms.get()
    assert term.ends_on == ends
    coordinating.post(add(organization), {"starts_on": ends.isoformat()})
    address = reverse("members:secretariat_move_end", args=[term.pk])
    response = coordinating.post(address, {"ends_on": ""})
    assert "ends_on" in response.context["form"].errors, "the next term has begun by then"
    coordinating.post(address, {"ends_on": (today + datetime.timedelta(days=20)).isoformat()})
    term.refresh_from_db()
    assert term.ends_on == today + datetime.timedelta(days=20)


def test_two_terms_at_a_time_are_refused_by_the_database():
    term = SecretariatTermFactory()
    with pytest.raises(IntegrityError, match="one_term_of_an_organization"):
        SecretariatTermFactory(organization=term.organization, starts_on=timezone.localdate())
