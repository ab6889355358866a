import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from members.models import Invitation, Mandate, OutboxMail, Person
from members.services.replacement import replace_representative
from members.services.terms import mind_terms
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def leaving():
    return make.representative()


@pytest.fixture
def mandate(leaving):
    return Mandate.objects.get(person=leaving.person)


def in_days(n: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=n)


def test_one_form_ends_starts_and_invites(client, coordinator, leaving, mandate):
    client.force_login(leaving)
    client.get(reverse("home"))
    assert UserSession.objects.filter(user=leaving).exists()
    boss = type(client)()
    boss.force_login(coordinator)
    fields = {"name": "Persona Nueva", "email": "nueva@ejemplo.example", "starts_on": in_days(0)}
    boss.post(reverse("members:mandate_replace", args=[mandate.pk]), fields)
    mandate.refresh_from_db()
    new = Mandate.objects.exclude(pk=mandate.pk).get(organization=mandate.organization)
    assert (mandate.ends_on, new.starts_on, new.role) == (in_days(0), in_days(0), "principal")
    assert Invitation.objects.open().get().person == new.person
    assert not UserSession.objects.filter(user=leaving).exists()
    assert client.get(reverse("members:organization_list")).status_code == 302


def test_on_a_later_day_both_keep_what_they_have_until_then(coordinator, leaving, mandate):
    new = make.PersonFactory(organization=mandate.organization)
    replace_representative(mandate, new, in_days(10), actor=coordinator)
    assert Mandate.objects.current(in_days(9)).get(organization=mandate.organization).person == leaving.person
    assert Mandate.objects.current(in_days(10)).get(organization=mandate.organization).person == new


@pytest.mark.parametrize(("day", "words"), [(-1, "Elija hoy o un día posterior"), (5, "El mandato ya habrá terminado")])
def test_days_that_cannot_be(client, coordinator, mandate, day, words):
    if day > 0:
        Mandate.objects.filter(pk=mandate.pk).update(ends_on=in_days(3))
    client.force_login(coordinator)
    fields = {"name": "Persona Nueva", "email": "nueva@ejemplo.example", "starts_on": in_days(day)}
    page = client.post(reverse("members:mandate_replace", args=[mandate.pk]), fields)
    assert words in page.content.decode()
    assert "Persona Nueva" in page.content.decode()
    assert not Person.objects.filter(name="Persona Nueva").exists()


def test_nobody_follows_themselves(coordinator, mandate):
    with pytest.raises(ValidationError):
        replace_representative(mandate, mandate.person, in_days(0), actor=coordinator)
    mandate.refresh_from_db()
    assert mandate.ends_on is None


def test_a_representative_replaces_nobody(leaving, mandate):
    with pytest.raises(PermissionDenied):
        replace_representative(mandate, make.PersonFactory(), in_days(0), actor=leaving)


class TestEnding:
    def told(self) -> list[str]:
        return sorted(OutboxMail.objects.filter(event="mandate_ending").values_list("to_email", flat=True))

    @pytest.mark.parametrize(("days", "expected"), [(30, True), (31, False), (1, True), (0, False)])
    def test_thirty_days_before_the_secretariat_and_the_organization(self, coordinator, mandate, days, expected):
        Mandate.objects.filter(pk=mandate.pk).update(ends_on=in_days(days))
        mind_terms()
        both = sorted([coordinator.person.email, mandate.person.email])
        assert self.told() == (both if days == 30 or days == 1 else [])
        assert bool(self.told()) is expected

    def test_once_however_often_it_runs(self, coordinator, mandate):
        Mandate.objects.filter(pk=mandate.pk).update(ends_on=in_days(20))
        mind_terms()
        mind_terms()
        assert len(self.told()) == 2

    def test_again_for_another_day(self, coordinator, mandate):
        for days in (20, 25):
            Mandate.objects.filter(pk=mandate.pk).update(ends_on=in_days(days))
            mind_terms()
        assert len(self.told()) == 4

    def test_of_the_secretariat_too(self, coordinator):
        coordinator.person.organization.secretariat_terms.update(ends_on=in_days(7))
        mind_terms()
        assert self.told() == [coordinator.person.email]

    def test_whose_mandate_has_ended_is_logged_out(self, client, leaving, mandate):
        client.force_login(leaving)
        client.get(reverse("home"))
        Mandate.objects.filter(pk=mandate.pk).update(ends_on=in_days(0))
        mind_terms()
        assert not UserSession.objects.filter(user=leaving).exists()
