import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from members.models import Invitation, Mandate, OutboxMail, Person, User
from members.services import invitations
from members.services.mandates import end_mandate
from members.tokens import token_for
from tests import factories as make
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
PASSWORD = "cuatro palabras que nadie junta"


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def person():
    person = make.PersonFactory(email="Nueva@Ejemplo.example")
    make.MandateFactory(person=person)
    return person


def link(invitation: Invitation) -> str:
    return reverse("members:invitation_accept", args=[token_for(invitation.uid)])


def accept(client, invitation, password=PASSWORD, again=None):
    return client.post(link(invitation), {"password": password, "again": again or password, "consent": "on"})


def test_from_the_invitation_to_the_home_page(client, coordinator, person):
    client.force_login(coordinator)
    client.post(reverse("members:invitation_create", args=[person.pk]))
    mail = OutboxMail.objects.get(event="invited")
    assert mail.to_email == "Nueva@Ejemplo.example"
    assert "TOKEN-OF-THIS-RECIPIENT" in mail.text
    client.logout()
    invitation = Invitation.objects.get()
    page = client.get(link(invitation))
    assert "nueva@ejemplo.example" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert not User.objects.filter(email="nueva@ejemplo.example").exists()
    answer = accept(client, invitation)
    assert answer.status_code == 302
    user = User.objects.get(email="nueva@ejemplo.example")
    assert user.person == person
    assert EmailAddress.objects.get(user=user).verified
    assert client.get(reverse("home")).context["user"] == user


def test_the_token_is_not_in_the_database(coordinator, person):
    invitation = invitations.invite(person, actor=coordinator)
    token = token_for(invitation.uid)
    mail = OutboxMail.objects.get(event="invited")
    assert token not in mail.text
    assert invitation.token_sha256 != token and len(token) == 43


@pytest.mark.parametrize(
    "how", ["used", "revoked", "old", "altered", "replaced", "ended", "sent to a mistyped address"]
)
def test_a_link_that_no_longer_works_makes_no_account(client, coordinator, person, how):
    invitation = invitations.invite(person, actor=coordinator)
    address = link(invitation)
    if how == "used":
        invitations.accept(token_for(invitation.uid), PASSWORD, language="es")
    elif how == "revoked":
        invitations.take_back(invitation, actor=coordinator)
    elif how == "old":
        Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    elif how == "altered":
        address = reverse("members:invitation_accept", args=["x" + token_for(invitation.uid)[1:]])
    elif how == "ended":
        end_mandate(person.mandates.get(), actor=coordinator)
    elif how == "sent to a mistyped address":
        Person.objects.filter(pk=person.pk).update(email="corregida@ejemplo.example")
    else:
        invitations.invite(person, actor=coordinator)
    before = User.objects.count()
    for answer in (client.get(address), client.post(address, {"password": PASSWORD, "again": PASSWORD})):
        assert answer.status_code == 404
        assert "Esta invitación ya no sirve" in answer.content.decode()
    assert User.objects.count() == before


def test_somebody_who_is_logged_in_is_told_so_and_nothing_is_taken(client, coordinator, person):
    invitation = invitations.invite(person, actor=coordinator)
    client.force_login(make.representative())
    assert accept(client, invitation).status_code == 409
    assert Invitation.objects.open().get() == invitation


@pytest.mark.parametrize("password", ["corta", "123456789012", "nueva@ejemplo.example"])
def test_a_weak_password_is_refused_in_words(client, coordinator, person, password):
    invitation = invitations.invite(person, actor=coordinator)
    page = accept(client, invitation, password)
    assert page.status_code == 200
    assert re.search(r'class="error"|class="summary"', page.content.decode())
    assert Person.objects.get(pk=person.pk).user is None


def test_two_different_passwords_are_refused(client, coordinator, person):
    invitation = invitations.invite(person, actor=coordinator)
    page = accept(client, invitation, PASSWORD, PASSWORD + "x")
    assert "Las dos contraseñas no son iguales" in page.content.decode()


def test_a_changed_address_stops_the_mail_that_waits(coordinator, person):
    invitation = invitations.invite(person, actor=coordinator)
    mail = OutboxMail.objects.get(event="invited")
    assert invitations.is_still_open(mail)
    Person.objects.filter(pk=person.pk).update(email="corregida@ejemplo.example")
    assert not invitations.is_still_open(mail)
    Person.objects.filter(pk=person.pk).update(email=mail.to_email.upper())
    assert invitations.is_still_open(mail)
    invitations.take_back(invitation, actor=coordinator)
    assert not invitations.is_still_open(mail)


def test_whoever_corrects_the_address_is_told_to_invite_again(client, coordinator, person):
    invitations.invite(person, actor=coordinator)
    client.force_login(coordinator)
    typed = {"name": person.name, "organization": person.organization_id, "language": "es"}
    edit = reverse("members:person_update", args=[person.pk])
    same = client.post(edit, typed | {"email": person.email.upper()}, follow=True).content.decode()
    assert "La invitación fue a la dirección anterior" not in same and "Invitar de nuevo" in same
    page = client.post(edit, typed | {"email": "corregida@ejemplo.example"})
    page = client.get(person.get_absolute_url()).content.decode() if page.status_code == 302 else ""
    assert "La invitación fue a la dirección anterior" in page and "Invitar a abrir una cuenta" in page


@pytest.mark.parametrize("lack", ["address", "mandate", "account", "somebody else's address"])
def test_who_cannot_be_invited(client, coordinator, person, lack):
    if lack == "address":
        Person.objects.filter(pk=person.pk).update(email="")
    elif lack == "mandate":
        Mandate.objects.filter(person=person).delete()
    elif lack == "account":
        Person.objects.filter(pk=person.pk).update(user=make.UserFactory())
    else:
        make.UserFactory(email="nueva@ejemplo.example")
    client.force_login(coordinator)
    page = client.post(reverse("members:invitation_create", args=[person.pk]), follow=True)
    assert "note error" in page.content.decode()
    assert not Invitation.objects.exists()


class TestPrincipal:
    def test_names_an_alternate_who_is_invited(self, client):
        user = make.representative()
        client.force_login(user)
        organization = user.person.organization
        address = reverse("members:alternate_create", args=[organization.pk])
        client.post(address, {"name": "Persona Suplente", "email": "suplente@ejemplo.example", "language": "es"})
        alternate = Person.objects.get(email="suplente@ejemplo.example")
        mandate = alternate.mandates.get()
        assert (mandate.role, mandate.organization) == ("alternate", organization)
        assert Invitation.objects.open().get().person == alternate

    def test_not_for_another_organization(self, client):
        client.force_login(make.representative())
        other = make.representative().person.organization
        assert client.post(reverse("members:alternate_create", args=[other.pk]), {}).status_code == 403

    @pytest.mark.parametrize("role", ["alternate", "spokesperson"])
    def test_only_the_principal(self, role):
        user = make.representative(role=role)
        person = make.PersonFactory(organization=user.person.organization)
        with pytest.raises(PermissionDenied):
            invitations.name_alternate(user.person.organization, person, actor=user)

    def test_does_not_invite_another_principal(self):
        user = make.representative()
        spokesperson = make.PersonFactory(organization=user.person.organization)
        make.MandateFactory(person=spokesperson, role="spokesperson")
        with pytest.raises(PermissionDenied):
            invitations.invite(spokesperson, actor=user)

    def test_without_a_name_nothing_typed_is_lost(self, client):
        user = make.representative()
        client.force_login(user)
        address = reverse("members:alternate_create", args=[user.person.organization_id])
        page = client.post(address, {"email": "suplente@ejemplo.example", "language": "es"})
        assert "suplente@ejemplo.example" in page.content.decode()
        assert not Person.objects.filter(email="suplente@ejemplo.example").exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_who_open_it_at_once_are_one_account(coordinator, person):
    invitation = invitations.invite(person, actor=coordinator)
    token = token_for(invitation.uid)

    def one(_) -> bool:
        try:
            invitations.accept(token, PASSWORD, language="es")
        except invitations.NoInvitation:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(10) as pool:
        won = list(pool.map(one, range(20)))
    assert sum(won) == 1
    assert User.objects.filter(email="nueva@ejemplo.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_inviting_again_while_the_first_is_accepted_leaves_both_an_answer(coordinator, person):
    """Both need the person and the invitation: in one order, or the database would end one of them."""
    token = token_for(invitations.invite(person, actor=coordinator).uid)
    again, opened = at_once(
        Person.objects.filter(pk=person.pk),
        lambda: invitations.invite(person, actor=coordinator),
        lambda: invitations.accept(token, PASSWORD, language="es"),
    )
    assert isinstance(opened, User | invitations.NoInvitation)
    assert isinstance(again, ValidationError if isinstance(opened, User) else Invitation)


def test_a_form_on_another_site_opens_nothing(client, coordinator, person):
    invitation = invitations.invite(person, actor=coordinator)
    fields = {"password": PASSWORD, "again": PASSWORD, "consent": "on"}
    assert client.post(link(invitation), fields, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not User.objects.filter(email="nueva@ejemplo.example").exists()


def test_no_account_without_consent(client, person):
    invitation = invitations.invite(person, actor=make.coordinator())
    answer = client.post(link(invitation), {"password": PASSWORD, "again": PASSWORD})
    assert "consent" in answer.context["form"].errors
    assert not User.objects.filter(email__iexact=person.email).exists()


def test_before_the_mandate_begins_the_first_page_says_from_when(client):
    begins = timezone.localdate() + datetime.timedelta(days=30)
    person = make.PersonFactory(email="pronto@ejemplo.example")
    make.MandateFactory(person=person, starts_on=begins)
    invitation = invitations.invite(person, actor=make.coordinator())
    assert invitation.expires_at.date() > begins, "the link outlives the wait"
    assert person.organization.name in client.get(link(invitation)).content.decode()
    answer = accept(client, invitation)
    assert answer.url == reverse("home")
    page = client.get(answer.url)
    assert page.status_code == 200 and person.organization.name in page.content.decode()


def test_no_account_for_a_mandate_in_a_stakeholder():
    person = make.PersonFactory(organization=make.StakeholderFactory())
    make.MandateFactory(person=person)
    with pytest.raises(ValidationError):
        invitations.invite(person, actor=make.coordinator())


def test_a_colleague_with_another_role_becomes_alternate(client):
    principal = make.representative()
    spokesperson = make.MandateFactory(organization=principal.person.organization, role="spokesperson").person
    Person.objects.filter(pk=spokesperson.pk).update(organization=principal.person.organization)
    client.force_login(principal)
    client.post(
        reverse("members:alternate_create", args=[principal.person.organization.pk]),
        {"colleague": spokesperson.pk, "language": "es"},
    )
    assert spokesperson.mandates.filter(role="alternate").exists()
    assert Invitation.objects.open().get().person == spokesperson


def test_a_colleague_with_an_account_is_told_and_not_invited(client):
    principal = make.representative()
    there = principal.person.organization
    colleague = make.representative(role="spokesperson", organization=there).person
    client.force_login(principal)
    address = reverse("members:alternate_create", args=[there.pk])
    client.post(address, {"colleague": colleague.pk, "language": "es"})
    assert colleague.mandates.filter(role="alternate").count() == 1 and not Invitation.objects.exists()
    assert OutboxMail.objects.filter(event="mandate_begun", person=colleague).count() == 1
    again = client.post(address, {"colleague": colleague.pk, "language": "es"})
    assert "colleague" in again.context["form"].errors and colleague.mandates.filter(role="alternate").count() == 1


def test_an_alternate_who_is_in_the_directory_is_not_written_twice(client):
    principal = make.representative()
    colleague = make.PersonFactory(organization=principal.person.organization)
    client.force_login(principal)
    fields = {"name": "Otro nombre", "email": colleague.email.upper(), "language": "es"}
    answer = client.post(reverse("members:alternate_create", args=[principal.person.organization.pk]), fields)
    assert "colleague" in answer.context["form"].errors and not Person.objects.filter(name="Otro nombre").exists()
