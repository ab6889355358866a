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


def test_another_alternate_may_not_follow_and_the_page_says_why(client, coordinator, mandate):
    client.force_login(coordinator)
    one, two = (make.MandateFactory(organization=mandate.organization, role="alternate") for _ in range(2))
    fields = {"person": make_known(two, mandate), "starts_on": in_days(0)}
    answer = client.post(reverse("members:mandate_replace", args=[one.pk]), fields)
    assert "person" in answer.context["form"].errors
    one.refresh_from_db()
    assert one.ends_on is None


def make_known(other: Mandate, mandate: Mandate) -> int:
    Person.objects.filter(pk=other.person_id).update(organization=mandate.organization)
    return other.person_id


def test_a_day_on_which_somebody_else_is_named_already(client, coordinator, mandate):
    client.force_login(coordinator)
    new = make.PersonFactory(organization=mandate.organization)
    replace_representative(mandate, new, in_days(60), actor=coordinator)
    third = {"name": "Tercera", "email": "tercera@ejemplo.example", "starts_on": in_days(0)}
    answer = client.post(reverse("members:mandate_replace", args=[mandate.pk]), third)
    assert new.name in str(answer.context["form"].errors["person"])
    assert not Person.objects.filter(name="Tercera").exists()


def test_an_alternate_who_rises_is_no_longer_their_own_alternate(coordinator, mandate):
    alternate = make.MandateFactory(organization=mandate.organization, role="alternate")
    replace_representative(mandate, alternate.person, in_days(5), actor=coordinator)
    alternate.refresh_from_db()
    assert alternate.ends_on == in_days(5)


def test_whoever_has_an_account_is_told_by_mail(coordinator, mandate):
    successor = make.representative(role="alternate", organization=mandate.organization).person
    replace_representative(mandate, successor, in_days(0), actor=coordinator)
    mail = OutboxMail.objects.get(event="mandate_begun", person=successor)
    assert mandate.organization.name in mail.subject and reverse("handover") in mail.text
    assert not Invitation.objects.exists()


def test_no_reminder_of_an_end_for_which_somebody_is_named(coordinator, mandate):
    new = make.PersonFactory(organization=mandate.organization)
    replace_representative(mandate, new, in_days(10), actor=coordinator)
    mind_terms()
    assert not OutboxMail.objects.filter(event="mandate_ending").exists()


def test_the_planned_end_is_offered_for_the_new_mandate(client, coordinator, mandate):
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=in_days(100))
    client.force_login(coordinator)
    page = client.get(reverse("members:mandate_replace", args=[mandate.pk]))
    assert in_days(100).isoformat() in page.content.decode()
