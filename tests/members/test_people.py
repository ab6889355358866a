"""People in the directory: own organization edits its own, coordinators everybody, stakeholders' people stay hidden."""

import pytest
from django.urls import reverse

from members.models import OutboxMail, Person
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
ADD = reverse("members:person_create")


def edit(person) -> str:
    return reverse("members:person_update", args=[person.pk])


def typed(person=None, **changes) -> dict:
    values = {"name": "Persona Nueva", "email": "nueva@ejemplo.example", "language": "es"}
    if person:
        values |= {"name": person.name, "email": person.email, "organization": person.organization_id}
    return values | changes


def test_own_organization_edits_its_own(client):
    user = representative()
    client.force_login(user)
    colleague = PersonFactory(organization=user.person.organization)
    assert client.get(edit(colleague)).status_code == 200
    client.post(edit(colleague), typed(colleague, phone="+57 601 555 0100"))
    colleague.refresh_from_db()
    assert colleague.phone == "+57 601 555 0100"


def test_representative_may_not_edit_others_representatives(client):
    client.force_login(representative())
    other = representative().person
    assert client.get(other.get_absolute_url()).status_code == 200
    assert client.get(edit(other)).status_code == 403
    assert client.post(edit(other), typed(other, name="Cambiado")).status_code == 403
    other.refresh_from_db()
    assert other.name != "Cambiado"


def test_people_of_stakeholders_do_not_exist_for_representatives(client):
    hidden = PersonFactory(organization=StakeholderFactory())
    MandateFactory(person=hidden)
    client.force_login(representative())
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(edit(hidden)).status_code == 404
    assert client.post(edit(hidden), typed(hidden)).status_code == 404
    rows = client.get(reverse("members:person_list"), {"q": hidden.name}).context["page"].rows
    assert hidden not in rows


def test_coordinator_edits_everybody(client):
    client.force_login(coordinator())
    person = PersonFactory(organization=StakeholderFactory())
    client.post(edit(person), typed(person, name="Cambiado"))
    person.refresh_from_db()
    assert person.name == "Cambiado"


def test_representative_adds_to_its_own_organization_only(client):
    user = representative()
    client.force_login(user)
    own = client.post(ADD, typed(organization=user.person.organization_id))
    assert own.url == Person.objects.get(name="Persona Nueva").get_absolute_url()
    for organization in (OrganizationFactory().pk, ""):
        refused = client.post(ADD, typed(name="Intrusa", organization=organization))
        assert "organization" in refused.context["form"].errors
    assert not Person.objects.filter(name="Intrusa").exists()


def test_representative_moves_nobody_to_another_organization(client):
    user = representative()
    client.force_login(user)
    refused = client.post(edit(user.person), typed(user.person, organization=OrganizationFactory().pk))
    assert "organization" in refused.context["form"].errors


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "no es"}, "email"),
        ({"phone": "llámame"}, "phone"),
        ({"language": "xx"}, "language"),
    ],
)
def test_bad_input_is_said_beside_the_field(client, wrong, field):
    client.force_login(coordinator())
    response = client.post(ADD, typed(position="Directora") | wrong)
    assert field in response.context["form"].errors
    assert "Directora" in response.content.decode()
    assert not Person.objects.filter(position="Directora").exists()


def test_account_keeps_its_email_and_is_told(client):
    colleague = representative()
    boss = representative(role="alternate", organization=colleague.person.organization)
    client.force_login(boss)
    login = colleague.email
    assert client.get(edit(colleague.person)).context["form"].fields["email"].help_text
    client.post(edit(colleague.person), typed(colleague.person, email="otro@ejemplo.example"))
    colleague.refresh_from_db()
    assert colleague.email == login and colleague.person.email == "otro@ejemplo.example"
    mail = OutboxMail.objects.get(event="contact_changed")
    assert mail.to_email == login and "otro@ejemplo.example" in mail.text


def test_changing_ones_own_email_or_one_without_account_tells_nobody(client):
    user = representative()
    client.force_login(user)
    client.post(edit(user.person), typed(user.person, email="mio@ejemplo.example"))
    colleague = PersonFactory(organization=user.person.organization)
    client.post(edit(colleague), typed(colleague, email="suyo@ejemplo.example"))
    assert not OutboxMail.objects.exists()


def test_outside_nobody_exists(client):
    person = PersonFactory()
    client.force_login(UserFactory())
    for address in (person.get_absolute_url(), edit(person), ADD):
        assert client.get(address).status_code == 404


def test_another_name_for_somebody_who_has_spoken_is_confirmed_or_no_correction(client):
    """An entry isn't written over for whoever follows: what was said would stand under their name."""
    user = representative(name="Persona Antes")
    colleague = representative(organization=user.person.organization, role="alternate", name="Persona Suplente").person
    edit = reverse("members:person_update", args=[colleague.pk])
    typed = {"organization": colleague.organization_id, "email": colleague.email, "language": "es"}
    client.force_login(user)
    answer = client.post(edit, typed | {"name": "Quien Sigue", "same_person": "on"})
    assert "name" in answer.context["form"].errors and "Quien Sigue" in answer.content.decode()
    assert client.post(edit, typed | {"name": "Persona Suplénte"}).status_code == 302, "an accent is a correction"
    client.force_login(coordinator())
    assert "same_person" in client.post(edit, typed | {"name": "Quien Sigue"}).context["form"].fields
    assert client.post(edit, typed | {"name": "Quien Sigue", "same_person": "on"}).status_code == 302
    colleague.refresh_from_db()
    assert colleague.name == "Quien Sigue"


def bounced() -> Person:
    return PersonFactory(
        organization=StakeholderFactory(), email="Mal@ejemplo.example", bounced_email="mal@ejemplo.example"
    )


def test_an_address_that_comes_back_is_flagged_until_it_is_corrected(client):
    person = bounced()
    failed = {"to_email": "mal@ejemplo.example", "state": "failed", "answer": "550 5.1.1 unknown"}
    OutboxMail.objects.create(event="x", key="1", person=person, message_id="<1@x>", **failed)
    client.force_login(coordinator())
    client.cookies["django_language"] = "en"
    assert "comes back" in client.get(reverse("members:person_list")).content.decode()
    assert "Mail to this address comes back" in client.get(edit(person)).content.decode()
    page = client.get(person.get_absolute_url()).content.decode()
    assert "Mail to this address comes back" in page and "This address does not exist" in page
    client.post(edit(person), typed(person, email="bien@ejemplo.example"))
    for address in (reverse("members:person_list"), edit(person), person.get_absolute_url()):
        assert "comes back" not in client.get(address).content.decode()


def test_correcting_the_address_leads_a_coordinator_to_what_did_not_arrive(client):
    person = bounced()
    client.force_login(coordinator())
    answer = client.post(edit(person), typed(person, email="bien@ejemplo.example"))
    assert answer.url == reverse("actionplans:deliveries_of", args=[person.pk]) + "?corrected=1"
    assert client.get(answer.url).url == person.get_absolute_url()  # nothing had failed
    assert client.post(edit(person), typed(person, phone="+57 601 555 0100", email="bien@ejemplo.example")).url == (
        person.get_absolute_url()
    )


def test_a_representative_is_led_to_no_ledger(client):
    user = representative()
    colleague = PersonFactory(organization=user.person.organization, bounced_email="x@ejemplo.example")
    client.force_login(user)
    answer = client.post(edit(colleague), typed(colleague, email="bien@ejemplo.example"))
    assert answer.url == colleague.get_absolute_url()
    assert "/plans/of-person/" not in client.get(colleague.get_absolute_url()).content.decode()
