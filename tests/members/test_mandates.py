"""Who speaks for an organization: granted and ended by coordinators; access follows at once."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from members.models import ErasureRequest, Mandate, Organization, OutboxMail, Person, User, roles_of
from members.services.mandates import grant_mandate
from members.services.terms import mind_terms
from tests.factories import (
    MandateFactory,
    OrganizationFactory,
    PersonFactory,
    SecretariatTermFactory,
    StakeholderFactory,
    UserFactory,
    coordinator,
    representative,
)
from tests.members.browsers import browser_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def add(organization) -> str:
    return reverse("members:mandate_create", args=[organization.pk])


def end(mandate) -> str:
    return reverse("members:mandate_end", args=[mandate.pk])


def typed(**changes) -> dict:
    return {"role": "principal", "starts_on": timezone.localdate().isoformat()} | changes


@pytest.fixture
def coordinating(client):
    client.force_login(coordinator())
    return client


def test_person_of_the_organization(coordinating):
    person = PersonFactory(user=UserFactory())
    response = coordinating.post(add(person.organization), typed(person=person.pk))
    assert response.url == person.organization.get_absolute_url()
    assert roles_of(person.user).answers_for == {person.organization_id}


def test_somebody_new_enters_the_directory(coordinating):
    organization = OrganizationFactory()
    coordinating.post(add(organization), typed(name="Persona Nueva", email="nueva@ejemplo.example"))
    mandate = organization.mandates.get()
    assert mandate.person.name == "Persona Nueva" and mandate.person.organization == organization


def test_second_principal_is_refused_by_name_and_nothing_typed_lost(coordinating):
    first = MandateFactory()
    response = coordinating.post(add(first.organization), typed(name="Segunda", email="segunda@ejemplo.example"))
    assert first.person.name in response.context["form"].errors["role"][0]
    assert "segunda@ejemplo.example" in response.content.decode()
    assert not Person.objects.filter(name="Segunda").exists(), "not half written"


def test_second_principal_after_the_first_has_ended(coordinating):
    first = MandateFactory(ends_on=timezone.localdate())
    coordinating.post(add(first.organization), typed(name="Segunda", email="segunda@ejemplo.example"))
    assert first.organization.mandates.count() == 2


def test_same_mandate_twice_is_refused(coordinating):
    mandate = MandateFactory(role="alternate")
    response = coordinating.post(add(mandate.organization), typed(role="alternate", person=mandate.person_id))
    assert "role" in response.context["form"].errors
    assert mandate.organization.mandates.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "name"),
        ({"name": "Sin correo"}, "email"),
        ({"email": "x@ejemplo.example"}, "name"),
        ({"name": "Mal correo", "email": "no es"}, "email"),
        ({"name": "A", "email": "a@ejemplo.example", "starts_on": "ayer"}, "starts_on"),
        ({"name": "A", "email": "a@ejemplo.example", "role": "jefe"}, "role"),
        ({"person": "999999"}, "person"),
    ],
)
def test_bad_input(coordinating, wrong, field):
    organization = OrganizationFactory()
    assert field in coordinating.post(add(organization), typed(**wrong)).context["form"].errors
    assert not organization.mandates.exists()


def test_person_and_new_name_at_once_is_refused(coordinating):
    person = PersonFactory()
    response = coordinating.post(add(person.organization), typed(person=person.pk, name="Otra"))
    assert "person" in response.context["form"].errors


def test_person_of_another_organization_is_refused(coordinating):
    other = PersonFactory()
    response = coordinating.post(add(OrganizationFactory()), typed(person=other.pk))
    assert "person" in response.context["form"].errors


def test_somebody_already_in_the_directory_is_not_written_twice(coordinating):
    person = PersonFactory()
    same = typed(name=person.name.upper(), email=person.email)
    assert "known" in coordinating.post(add(person.organization), same).context["form"].errors
    assert "known" in coordinating.post(add(person.organization), same | {"known": "new"}).context["form"].errors
    coordinating.post(add(person.organization), same | {"known": person.pk})
    assert person.mandates.count() == 1 and Person.objects.filter(email=person.email).count() == 1


def test_no_coordinator_of_a_stakeholder(coordinating):
    person = PersonFactory(organization=StakeholderFactory())
    response = coordinating.post(add(person.organization), typed(person=person.pk, role="coordinator"))
    assert "role" in response.context["form"].errors


def test_representative_may_not(client):
    user = representative()
    mandate = user.person.mandates.get()
    client.force_login(user)
    for address in (add(user.person.organization), end(mandate)):
        assert client.get(address).status_code == 403
        assert client.post(address, typed()).status_code == 403
    mandate.refresh_from_db()
    assert mandate.ends_on is None


def test_unknown_is_404(coordinating):
    assert coordinating.get(reverse("members:mandate_end", args=[999999])).status_code == 404
    assert coordinating.get(reverse("members:mandate_create", args=[999999])).status_code == 404


def test_ending_takes_access_and_sessions_at_once(coordinating):
    user = representative()
    phone = browser_of(user)
    mandate = user.person.mandates.get()
    coordinating.post(end(mandate))
    mandate.refresh_from_db()
    assert mandate.ends_on == timezone.localdate()
    assert not roles_of(User.objects.get(pk=user.pk)).is_inside
    assert "_auth_user_id" not in phone.session
    assert phone.get(reverse("members:organization_list")).status_code == 302


def test_whoever_keeps_another_mandate_stays_logged_in(coordinating):
    user = representative()
    MandateFactory(person=user.person, role="spokesperson")
    phone = browser_of(user)
    coordinating.post(end(user.person.mandates.get(role="principal")))
    assert phone.get(reverse("members:organization_list")).status_code == 200


def test_reading_the_question_ends_nothing(coordinating):
    mandate = MandateFactory()
    assert coordinating.get(end(mandate)).status_code == 200
    mandate.refresh_from_db()
    assert mandate.ends_on is None


def test_ended_twice_stays_at_the_first_day(coordinating):
    mandate = MandateFactory(ends_on=timezone.localdate() - DAY)
    response = coordinating.post(end(mandate), follow=True)
    mandate.refresh_from_db()
    assert mandate.ends_on == timezone.localdate() - DAY
    assert [m.level_tag for m in response.context["messages"]] == ["warning"]


def test_mandate_that_has_not_begun_never_begins(coordinating):
    mandate = MandateFactory(starts_on=timezone.localdate() + 10 * DAY)
    coordinating.post(end(mandate))
    mandate.refresh_from_db()
    assert not Mandate.objects.current(mandate.starts_on).filter(pk=mandate.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_make_one_principal():
    organization = OrganizationFactory()
    actor = coordinator()

    def grant(n: int) -> str:
        person = Person(name=f"Persona {n}", email=f"p{n}@ejemplo.example", organization=organization)
        try:
            grant_mandate(organization, person=person, role="principal", starts_on=timezone.localdate(), actor=actor)
        except ValidationError as error:
            return next(iter(error.message_dict))
        finally:
            connection.close()
        return "granted"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(grant, range(8)))
    assert outcomes == ["granted"] + ["role"] * 7
    assert organization.mandates.count() == organization.people.count() == 1


def test_somebody_of_another_organization_stays_one_person_and_is_told(coordinating):
    """Over time a person may speak for several organizations; their account stays the same."""
    person = representative(role="spokesperson").person
    there = OrganizationFactory()
    fields = typed(name="Otra escritura", email=person.email.upper(), known=person.pk)
    page = coordinating.post(add(there), fields | {"known": ""}).content.decode()
    assert person.organization.name in page and "Otra escritura" in page
    coordinating.post(add(there), fields)
    assert roles_of(User.objects.get(pk=person.user_id)).answers_for == {there.pk}
    assert there.name in OutboxMail.objects.get(event="mandate_begun", person=person).subject


def test_somebody_else_at_the_same_address_is_somebody_new(coordinating):
    person = PersonFactory(email="todas@ejemplo.example")
    coordinating.post(add(OrganizationFactory()), typed(name="Otra Persona", email=person.email, known="new"))
    assert Person.objects.get(name="Otra Persona").mandates.count() == 1 and not person.mandates.exists()


def test_a_past_principal_can_be_put_on_record(coordinating):
    now = MandateFactory(starts_on=timezone.localdate() - 10 * DAY)
    past = {"starts_on": timezone.localdate() - 400 * DAY, "ends_on": timezone.localdate() - 10 * DAY}
    before = PersonFactory(organization=now.organization)
    coordinating.post(add(now.organization), typed(person=before.pk, **past))
    assert Mandate.objects.current(timezone.localdate() - 11 * DAY).get(organization=now.organization).person == before


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": 5, "ends_on": 5}, "ends_on"),
        ({"starts_on": 5, "ends_on": 4}, "ends_on"),
        ({"starts_on": 20}, "starts_on"),
    ],
)
def test_days_that_cannot_be(coordinating, days, field):
    organization = OrganizationFactory(left_on=timezone.localdate() + 20 * DAY)
    typed_days = {name: (timezone.localdate() + n * DAY).isoformat() for name, n in days.items()}
    response = coordinating.post(add(organization), typed(name="Nueva", email="n@ejemplo.example", **typed_days))
    assert field in response.context["form"].errors and not organization.mandates.exists()


def test_the_end_is_moved(coordinating):
    mandate = MandateFactory(ends_on=timezone.localdate() + 10 * DAY)
    address = reverse("members:mandate_move_end", args=[mandate.pk])
    assert address in coordinating.get(mandate.organization.get_absolute_url()).content.decode()
    later = timezone.localdate() + 400 * DAY
    coordinating.post(address, {"ends_on": later.isoformat()})
    mandate.refresh_from_db()
    assert mandate.ends_on == later
    coordinating.post(address, {"ends_on": ""})
    mandate.refresh_from_db()
    assert mandate.ends_on is None


@pytest.mark.parametrize("days", [0, -1])
def test_the_end_is_not_moved_into_the_past(coordinating, days):
    mandate = MandateFactory()
    said = {"ends_on": (timezone.localdate() + days * DAY).isoformat()}
    response = coordinating.post(reverse("members:mandate_move_end", args=[mandate.pk]), said)
    assert "ends_on" in response.context["form"].errors
    mandate.refresh_from_db()
    assert mandate.ends_on is None


def test_what_has_ended_stays_ended_and_two_principals_never_meet(coordinating):
    gone = MandateFactory(ends_on=timezone.localdate() - DAY)
    response = coordinating.post(reverse("members:mandate_move_end", args=[gone.pk]), {"ends_on": ""})
    assert "ends_on" in response.context["form"].errors
    now = MandateFactory(
        organization=gone.organization, ends_on=timezone.localdate() + 10 * DAY, starts_on=gone.ends_on
    )
    MandateFactory(organization=gone.organization, starts_on=now.ends_on)
    response = coordinating.post(reverse("members:mandate_move_end", args=[now.pk]), {"ends_on": ""})
    assert "Termine primero" in str(response.context["form"].errors["ends_on"])


def test_an_organization_that_left_has_nobody_who_speaks_for_it():
    organization = OrganizationFactory()
    principal = MandateFactory(organization=organization)
    coming = MandateFactory(organization=organization, role="alternate", starts_on=timezone.localdate() + 5 * DAY)
    term = SecretariatTermFactory(organization=organization)
    Organization.objects.filter(pk=organization.pk).update(
        left_on=timezone.localdate() - DAY, leaving_reason="Motivo de ejemplo"
    )
    mind_terms()
    for one in (principal, coming, term):
        one.refresh_from_db()
    assert principal.ends_on == term.ends_on == timezone.localdate() - DAY and coming.ends_on == coming.starts_on
    before = principal.events.count()
    mind_terms()
    assert principal.events.count() == before, "once"


def test_a_placeholder_of_somebody_erased_gets_no_mandate_nor_name(coordinating):
    person = PersonFactory()
    ErasureRequest.objects.create(
        person=person,
        asked_by=coordinator(),
        decision="erased",
        decided_at=timezone.now(),
        decided_by=coordinator(),
    )
    assert "person" in coordinating.post(add(person.organization), typed(person=person.pk)).context["form"].errors
    with pytest.raises(ValidationError):
        grant_mandate(
            person.organization, person=person, role="alternate", starts_on=timezone.localdate(), actor=coordinator()
        )
    assert coordinating.post(reverse("members:person_update", args=[person.pk]), {"name": "Otra"}).status_code == 403
    assert coordinating.post(reverse("members:invitation_create", args=[person.pk])).status_code == 403
