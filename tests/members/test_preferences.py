"""How notices come: at once, one mail a day, or only what needs one; one form, by link and in the account."""

import pytest
from django.test import Client
from django.urls import reverse

from members.models import OutboxMail, Person
from members.unsubscribe import path_for
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = reverse("members:preferences")


@pytest.fixture
def user(db):
    return make.representative()


@pytest.fixture
def reader(user, client):
    client.force_login(user)
    return client


def kept(person: Person) -> tuple:
    found = Person.objects.get(pk=person.pk)
    return found.notices, found.time_zone


def test_the_three_are_chosen_and_shown(reader, user):
    for choice in ("digest", "needed", "at_once"):
        reader.post(PAGE, {"choice": choice, "time_zone": "Europe/Madrid"})
        assert kept(user.person) == (choice, "Europe/Madrid")
        assert reader.get(PAGE).context["form"].initial == {"choice": choice, "time_zone": "Europe/Madrid"}
    assert not OutboxMail.objects.exists()


def test_the_account_menu_and_ones_account_lead_there(reader):
    assert f'href="{PAGE}"' in reader.get(reverse("home")).content.decode()
    assert f'href="{PAGE}"' in reader.get(reverse("usersessions_list")).content.decode()


@pytest.mark.parametrize("typed", [{"choice": "all"}, {}, {"choice": "digest", "time_zone": "Macondo"}])
def test_bad_input_is_told_and_changes_nothing(reader, user, typed):
    page = reader.post(PAGE, typed)
    assert page.status_code == 200 and page.context["form"].errors
    assert kept(user.person) == ("at_once", "")


def test_by_link_bad_input_is_told_and_changes_nothing(user):
    page = Client(enforce_csrf_checks=True).post(path_for(user.person.pk), {"choice": "all"})
    assert page.context["form"].errors and kept(user.person) == ("at_once", "")


def test_not_without_logging_in_and_not_from_another_site(user):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.post(PAGE, {"choice": "needed"}).status_code == 403
    assert Client().post(PAGE, {"choice": "needed"}).status_code == 302
    assert kept(user.person) == ("at_once", "")


def test_whoever_has_no_entry_in_the_directory_has_no_such_page(client):
    client.force_login(make.UserFactory())
    assert client.get(PAGE).status_code == 404


def test_by_a_forwarded_link_the_person_is_told_and_can_go_back(user):
    browser = Client()
    browser.post(path_for(user.person.pk), {"List-Unsubscribe": "One-Click"})
    told = OutboxMail.objects.get(event="notices_changed")
    assert told.person == user.person and path_for(user.person.pk) in told.text
    browser.post(path_for(user.person.pk), {"List-Unsubscribe": "One-Click"})
    assert OutboxMail.objects.count() == 1
    browser.post(path_for(user.person.pk), {"choice": "at_once"})
    assert kept(user.person) == ("at_once", "")


def test_by_link_the_time_zone_stays_where_the_form_does_not_say_it(user):
    Person.objects.filter(pk=user.person.pk).update(time_zone="Europe/Madrid")
    Client().post(path_for(user.person.pk), {"choice": "digest"})
    assert kept(user.person) == ("digest", "Europe/Madrid")


def test_the_entry_shows_it_to_whoever_edits_it_and_to_nobody_else(client, user):
    Person.objects.filter(pk=user.person.pk).update(daily_digest=True, time_zone="Europe/Madrid")
    address = user.person.get_absolute_url()
    for reader, seen in ((make.coordinator(), True), (make.representative(), False)):
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert ("un correo al día, en la mañana" in page) == ("Europe/Madrid" in page) == seen


def test_the_entry_takes_a_time_zone_and_refuses_one_that_is_none(client, user):
    client.force_login(make.coordinator())
    address = reverse("members:person_update", args=[user.person.pk])
    typed = {"name": user.person.name, "email": user.person.email, "language": "es"}
    typed |= {"organization": user.person.organization_id}
    assert client.post(address, typed | {"time_zone": "Macondo"}).context["form"].errors.keys() == {"time_zone"}
    client.post(address, typed | {"time_zone": "Europe/Madrid"})
    assert kept(user.person) == ("at_once", "Europe/Madrid")
    assert 'value="Europe/Madrid" selected' in client.get(address).content.decode()
