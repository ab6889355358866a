"""Choosing recipients by department, body and saved list; the lists themselves."""

import gzip
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actionplans.forms.share import RecipientsForm, offered_people
from actionplans.models import RecipientList, Share
from actionplans.services import recipient_lists
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db) -> dict:
    ministry = make.StakeholderFactory(name="Ministerio de ejemplo")
    town = make.StakeholderFactory(name="Alcaldía de ejemplo", level="municipal", department="CO-ANT")
    member = make.OrganizationFactory(department="CO-ANT")
    make.BodyFactory(name="Comité de prueba", organizations=[member])
    return {
        "ministry": make.PersonFactory(organization=ministry),
        "town": make.PersonFactory(organization=town),
        "member": make.PersonFactory(organization=member),
        "mute": make.PersonFactory(organization=town, email="", name="Sin Correo de Prueba"),
    }


@pytest.fixture
def address(published_version) -> str:
    return reverse("actionplans:share_create", args=[published_version.pk])


def chosen(**data) -> list:
    form = RecipientsForm(data, offered=offered_people())
    assert form.is_valid(), form.errors
    return form.cleaned_data["recipients"]


def key_of(heading: str) -> str:
    form = RecipientsForm(offered=offered_people())
    return next(group.key for _h, groups in form.sections for group in groups if group.label == heading)


def test_a_department_is_its_stakeholders(people):
    assert chosen(groups=["department:CO-ANT"]) == [people["town"]]


def test_a_body_is_the_people_of_its_organizations(people):
    assert chosen(groups=[key_of("Comité de prueba")]) == [people["member"]]


def test_groups_lists_and_persons_are_joined_and_nobody_gets_it_twice(people, writer):
    recipient_lists.save_list("Aliados", [people["ministry"].pk, people["town"].pk], actor=writer)
    found = chosen(groups=[key_of("Aliados"), "department:CO-ANT"], people=[people["member"].pk])
    assert {person.pk for person in found} == {people[who].pk for who in ("ministry", "town", "member")}
    assert len(found) == 3


def test_whoever_of_a_group_cannot_get_it_is_named(people, writer, logged_in, address):
    page = logged_in(writer).post(address, {"groups": ["department:CO-ANT"]}).content.decode()
    assert "1 persona de estos grupos queda por fuera" in page and "Sin Correo de Prueba: sin correo" in page


@pytest.mark.parametrize("key", ["department:CO-XXX", "body:999", "list:x", "'; --"])
def test_a_group_that_is_not_offered(people, key):
    form = RecipientsForm({"groups": [key]}, offered=offered_people())
    assert not form.is_valid() and "groups" in form.errors


def test_the_page_costs_the_same_with_many(people, writer, logged_in, address, django_assert_max_num_queries):
    client = logged_in(writer)
    for number in range(20):
        organization = make.StakeholderFactory(department="CO-CUN")
        person = make.PersonFactory(organization=organization)
        recipient_lists.save_list(f"Lista {number}", [person.pk], actor=writer)
        make.BodyFactory(organizations=[organization])
    client.get(address)
    with django_assert_max_num_queries(8):
        assert "Cundinamarca (20)" in client.get(address).content.decode()


class TestLists:
    def test_a_choice_is_kept_as_a_list_and_nothing_is_lost(self, people, writer, logged_in, address):
        client, typed = logged_in(writer), {"people": [people["town"].pk], "message": "Con gusto", "by_address": "on"}
        page = client.post(address, typed | {"save_list": "1", "name": "Aliados de prueba"}).content.decode()
        assert list(RecipientList.objects.get().people.all()) == [people["town"]]
        assert "Aliados de prueba" in page and "Con gusto" in page and 'id="preview"' in page
        assert not Share.objects.exists()

    def test_a_name_that_is_taken(self, people, writer, logged_in, address):
        recipient_lists.save_list("Aliados", [people["ministry"].pk], actor=writer)
        typed = {"people": [people["town"].pk], "save_list": "1", "name": "Aliados"}
        page = logged_in(writer).post(address, typed).content.decode()
        assert "Ya hay una lista con ese nombre" in page and 'id="preview"' in page
        assert list(RecipientList.objects.get().people.all()) == [people["ministry"]]

    def test_a_name_that_is_taken_while_it_is_being_saved(self, people, writer, logged_in, address, monkeypatch):
        """Two coordinators at once: neither form knows the other's name yet."""
        recipient_lists.save_list("Aliados", [people["ministry"].pk], actor=writer)
        monkeypatch.setattr(RecipientList, "validate_unique", lambda *args, **kwargs: None)
        client, typed = logged_in(writer), {"name": "Aliados", "people": [people["town"].pk]}
        for where, more in ((reverse("actionplans:recipient_list_create"), {}), (address, {"save_list": "1"})):
            page = client.post(where, typed | more).content.decode()
            assert "Ya hay una lista con ese nombre" in page and f'value="{people["town"].pk}" checked' in page
        assert RecipientList.objects.count() == 1

    def test_made_changed_and_deleted(self, people, writer, logged_in):
        client = logged_in(writer)
        add = reverse("actionplans:recipient_list_create")
        assert client.post(add, {"name": "Una", "people": [people["town"].pk, people["mute"].pk]}).status_code == 302
        made = RecipientList.objects.get()
        page = client.get(made.get_absolute_url()).content.decode()
        assert len(re.findall(r"<input[^>]* checked", page)) == 2
        client.post(made.get_absolute_url(), {"name": "Otra", "people": [people["town"].pk]})
        made.refresh_from_db()
        assert made.name == "Otra" and list(made.people.all()) == [people["town"]]
        client.post(reverse("actionplans:recipient_list_delete", args=[made.pk]))
        assert not RecipientList.objects.exists()

    def test_a_list_without_anybody_keeps_its_name_in_the_form(self, writer, logged_in):
        page = logged_in(writer).post(reverse("actionplans:recipient_list_create"), {"name": "Vacía de prueba"})
        assert "Una lista necesita al menos una persona" in page.content.decode()
        assert "Vacía de prueba" in page.content.decode() and not RecipientList.objects.exists()

    def test_representatives_neither_save_nor_delete(self, representatives, writer, people):
        with pytest.raises(PermissionDenied):
            recipient_lists.save_list("X", [people["town"].pk], actor=representatives[0])
        saved = recipient_lists.save_list("X", [people["town"].pk], actor=writer)
        with pytest.raises(PermissionDenied):
            recipient_lists.delete_list(saved, actor=representatives[0])


def choice_on(page: str) -> tuple[set[int], set[int]]:
    """Whose boxes are ticked, and who is carried on beside them, on the last form of the page."""
    form = page[page.rindex('<form method="post" class="form">') :]
    carried = re.search(r'name="chosen" value="([\d,]*)"', form)
    ticked = re.findall(r'name="people" value="(\d+)" checked', form)
    return {int(pk) for pk in ticked}, {int(pk) for pk in carried[1].split(",")} if carried else set()


def words(keys: set[int]) -> str:
    return ",".join(map(str, keys))


class TestMany:
    """A directory too long for one page, on a phone."""

    @pytest.fixture
    def crowd(self, people):
        organizations = [make.StakeholderFactory(department="CO-CUN") for _ in range(30)]
        return [make.PersonFactory(organization=organizations[n % 30], name=f"Nadie Prueba N{n}X") for n in range(120)]

    @pytest.fixture
    def client(self, writer, logged_in):
        client = logged_in(writer)
        client.cookies["django_language"] = "en"
        return client

    def test_as_many_as_fit_folded_with_their_number(self, crowd, client, address):
        page = client.get(address).content.decode()
        assert page.count('name="people"') == 100 and "100 of 123 persons" in page
        assert "Not all fit here" in page and '<details id="one-by-one">' in page

    def test_few_are_shown_at_once(self, people, client, address):
        page = client.get(address).content.decode()
        assert '<details id="one-by-one" open>' in page and "3 persons" in page and "Not all fit here" not in page
        assert page.count("<details open>") == 3

    @pytest.mark.parametrize("words", ["nadie prueba n117x", "NADIE N117", "prueba n117x nadie"])
    def test_somebody_is_found_by_name(self, crowd, client, address, words):
        page = client.post(address, {"show": "1", "q": words}).content.decode()
        assert page.count('name="people"') == 1 and f'value="{crowd[117].pk}"' in page
        assert '<details id="one-by-one" open>' in page and 'role="alert"' not in page

    def test_by_organization_and_together_with_a_department(self, crowd, people, client, address):
        page = client.post(address, {"show": "1", "q": "alcaldia"}).content.decode()
        assert f'value="{people["town"].pk}"' in page and page.count('name="people"') == 2
        page = client.post(address, {"show": "1", "q": "alcaldia", "department": "CO-CUN"}).content.decode()
        assert 'name="people"' not in page and "The directory has nobody" in page

    def test_looking_on_loses_nothing(self, crowd, people, client, address):
        kept = {"people": [crowd[3].pk, people["town"].pk, "x", "999999"], "message": "Con gusto", "by_address": "on"}
        page = client.post(
            address, kept | {"groups": ["department:CO-ANT"], "show": "1", "q": "n117x"}
        ).content.decode()
        ticked = {int(pk) for pk in re.findall(r'name="people" value="(\d+)" checked', page)}
        assert ticked == {crowd[3].pk, people["town"].pk} and page.count('name="people"') == 3
        assert "Con gusto" in page and "2 ticked" in page
        assert re.search(r'value="department:CO-ANT"[^>]* checked', page)
        assert re.search(r'name="by_address"[^>]* checked', page) and 'id="preview"' not in page

    def test_a_choice_stays_though_it_would_not_fit(self, crowd, client, address):
        """Of more than a page holds those are shown that fit what is looked for; the others are carried on."""
        chosen = {person.pk for person in crowd}
        page = client.post(address, {"people": chosen}).content.decode()
        assert "This will be sent to 120 persons" in page and "20 more persons are chosen" in page
        ticked, carried = choice_on(page)
        assert len(ticked) == 100 and ticked | carried == chosen
        page = client.post(address, {"people": ticked, "chosen": words(carried), "show": "1", "q": "n117x"})
        page = page.content.decode()
        ticked, carried = choice_on(page)
        assert "1 person · 120 ticked" in page and "Not all fit here" not in page, "all that is looked for is there"
        assert ticked == {crowd[117].pk} and carried == chosen - ticked
        page = client.post(address, {"people": [], "chosen": words(carried)}).content.decode()
        assert "This will be sent to 119 persons" in page, "the one that was shown, and unticked"

    def test_whom_nobody_wrote_to_yet_is_ticked_and_still_light(self, crowd, people, client, address):
        page = client.get(address + "?missing=1").content.decode()
        ticked, carried = choice_on(page)
        assert ticked | carried == {person.pk for person in [*crowd, people["town"], people["ministry"]]}
        assert page.count('name="people"') == 100

    def test_the_editor_of_a_list_shows_a_part_and_forgets_nobody(self, crowd, people, client, writer):
        saved = recipient_lists.save_list("Aliados", [people["town"].pk], actor=writer)
        page = client.get(saved.get_absolute_url()).content.decode()
        assert page.count('name="people"') == 101 and "101 of 123 persons" in page
        typed = {"name": "Aliadas", "people": [people["town"].pk, crowd[3].pk], "show": "1", "q": "n117x"}
        page = client.post(saved.get_absolute_url(), typed).content.decode()
        assert choice_on(page)[0] == {people["town"].pk, crowd[3].pk} and page.count('name="people"') == 3
        assert 'value="Aliadas"' in page and 'role="alert"' not in page
        assert list(saved.people.all()) == [people["town"]], "looking saves nothing"

    def test_many_groups_are_folded_but_not_a_chosen_one(self, crowd, client, writer, address):
        for number in range(15):
            recipient_lists.save_list(f"Lista {number:02}", [crowd[number].pk], actor=writer)
        assert "<details open>" not in client.get(address).content.decode()
        page = client.post(address, {"groups": [key_of("Lista 07")], "show": "1"}).content.decode()
        assert page.count("<details open>") == 1 and "Saved list" in page.split("<details open>")[1][:60]

    def test_a_first_load_is_light_with_two_thousand(self, crowd, client, address):
        organizations = make.StakeholderFactory.create_batch(40)
        make.PersonFactory.create_batch(1880, organization=organizations[0])
        page = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
        sent = page.content if page.get("Content-Encoding") == "gzip" else gzip.compress(page.content)
        assert len(sent) < 15_000 and "100 of 2003 persons" in client.get(address).content.decode()
