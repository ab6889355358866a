"""Roles follow from current mandates; nobody flips a flag."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import Organization, Person, User, roles_of
from tests.factories import (
    MandateFactory,
    OrganizationFactory,
    PersonFactory,
    SecretariatTermFactory,
    StakeholderFactory,
    UserFactory,
    administrator,
    coordinator,
    representative,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def roles_again(user: User):
    return roles_of(User.objects.get(pk=user.pk))


def test_account_without_person_has_no_role():
    roles = roles_of(UserFactory())
    assert not roles.is_inside and not roles.is_coordinator


def test_representative_answers_for_its_organization():
    user = representative()
    assert roles_of(user).answers_for == {user.person.organization_id}
    assert not roles_of(user).is_coordinator


def test_spokesperson_belongs_but_takes_no_stance():
    roles = roles_of(representative(role="spokesperson"))
    assert roles.is_representative and not roles.answers_for


def test_coordinator_only_while_the_organization_holds_the_secretariat():
    user = coordinator()
    assert roles_of(user).is_coordinator
    term = user.person.organization.secretariat_terms.get()
    term.ends_on = TODAY()
    term.save()
    assert not roles_again(user).is_coordinator
    assert roles_again(user).is_representative


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(-10, None, True), (0, None, True), (1, None, False), (-10, 1, True), (-10, 0, False), (-10, -1, False)],
)
def test_mandate_counts_from_its_first_day_to_the_day_before_it_ends(starts, ends, holds):
    person = PersonFactory(user=UserFactory())
    ends_on = None if ends is None else TODAY() + ends * DAY
    MandateFactory(person=person, starts_on=TODAY() + starts * DAY, ends_on=ends_on)
    assert roles_of(person.user).is_representative is holds


def test_organization_that_left_gives_no_role():
    user = representative()
    Organization.objects.filter(pk=user.person.organization_id).update(left_on=TODAY(), leaving_reason="Motivo")
    assert not roles_again(user).is_inside


def test_mandate_in_a_stakeholder_gives_no_role():
    user = representative(organization=StakeholderFactory())
    assert not roles_of(user).is_inside


def test_inactive_account_has_no_role():
    user = administrator()
    user.is_active = False
    assert not roles_of(user).is_inside


def test_two_organizations_may_hold_the_secretariat():
    assert roles_of(coordinator()).is_coordinator and roles_of(coordinator()).is_coordinator


def test_one_principal_an_organization_at_a_time():
    organization = OrganizationFactory()
    first = MandateFactory(person=PersonFactory(organization=organization), ends_on=TODAY())
    MandateFactory(person=PersonFactory(organization=organization), starts_on=first.ends_on)
    with pytest.raises(IntegrityError, match="one_principal_at_a_time"), transaction.atomic():
        MandateFactory(person=PersonFactory(organization=organization), starts_on=first.starts_on)


def test_one_query_an_account(django_assert_num_queries):
    user = coordinator()
    earlier = {"starts_on": datetime.date(2017, 1, 1), "ends_on": datetime.date(2017, 6, 1)}
    SecretariatTermFactory(organization=user.person.organization, **earlier)
    fresh = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        roles_of(fresh)
        roles_of(fresh)


def test_people_that_a_representative_sees():
    mine, other = representative(), representative()
    colleague = PersonFactory(organization=mine.person.organization)
    hidden = PersonFactory(organization=StakeholderFactory())
    hidden_colleague = PersonFactory(organization=other.person.organization)
    seen = set(Person.objects.visible_to(mine))
    assert {mine.person, other.person, colleague} <= seen
    assert not {hidden, hidden_colleague} & seen
    assert hidden in Person.objects.visible_to(coordinator())
    assert not Person.objects.visible_to(UserFactory()).exists()


def test_names_sort_and_are_found_without_accents():
    for name in ("Zuluaga", "Álvarez", "Ñustes"):
        OrganizationFactory(name=f"{name} de ejemplo")
    names = [o.name.split()[0] for o in Organization.objects.all()]
    assert names == ["Álvarez", "Ñustes", "Zuluaga"]
    assert Organization.objects.search("ALVAREZ").count() == 1
    assert Organization.objects.search("alvares").count() == 1
    assert Organization.objects.search("nariño").count() == 3
