"""Two people in one item: base, theirs and mine by field, chosen; nobody's words are lost."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from actionplans.models import VersionItem
from actionplans.services import items, places
from actionplans.services.items import Wording

# Each save is a transaction of its own: what stood when somebody began is told by the moment of each.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(draft, text_of) -> VersionItem:
    return text_of(draft, "Actividad con acuerdo")


@pytest.fixture
def path(row) -> str:
    return reverse("actionplans:item_update", args=[row.pk])


def form_of(row: VersionItem, **typed) -> dict:
    roles = dict(row.responsibilities.values_list("organization", "role"))
    origins = [pk for pk in row.item.origins.values_list("agreement", flat=True) if pk]
    data = {"title": row.title, "text": row.text, "text_en": row.text_en, "parent": row.parent_id, "lock_version": 0}
    data |= {"starts_on": row.starts_on, "ends_on": row.ends_on, "agreements": origins}
    data |= {f"{role}s": [pk for pk, one in roles.items() if one == role] for role in ("lead", "support")}
    return data | typed


def shown(page: str) -> dict[str, str]:
    """{field in conflict: what is chosen already}."""
    found = dict.fromkeys(re.findall(r'name="conflict" value="(\w+)"', page), "")
    return found | dict(re.findall(r'name="keep_(\w+)" value="(\w+)" checked', page))


def test_responsible_organizations_are_part_of_it(row, path, asked, writer, logged_in):
    mine = form_of(row, leads=[asked[1].pk], supports=[])
    items.change_item(row, row.parent, Wording({"text": "De ella"}, leads=[asked[0]], supports=[]), 0, actor=writer)
    page = logged_in(writer).post(path, mine)
    assert page.status_code == 409
    assert shown(page.content.decode()) == {"text": "saved", "leads": "mine", "supports": "saved"} or shown(
        page.content.decode()
    ) == {"text": "saved", "leads": "mine"}
    assert asked[1].name in page.content.decode()


def test_each_field_as_chosen(row, path, writer, logged_in):
    mine = form_of(row, title="Título mío", text="Texto mío")
    items.change_item(row, row.parent, Wording({"title": "De ella", "text": "Texto de ella"}), 0, actor=writer)
    client = logged_in(writer)
    page = client.post(path, mine).content.decode()
    assert shown(page) == {"title": "", "text": ""}
    again = mine | {"lock_version": 1, "began_with": 0, "conflict": ["title", "text"]}
    assert client.post(path, again | {"keep_title": "mine", "keep_text": "saved"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.text, row.lock_version) == ("Título mío", "Texto de ella", 2)


def test_nothing_is_saved_before_all_is_chosen(row, path, writer, logged_in):
    mine = form_of(row, title="Título mío", text="Texto mío")
    items.change_item(row, row.parent, Wording({"title": "De ella", "text": "Texto de ella"}), 0, actor=writer)
    again = mine | {"lock_version": 1, "began_with": 0, "conflict": ["title", "text"], "keep_title": "mine"}
    answer = logged_in(writer).post(path, again)
    page = answer.content.decode()
    assert (answer.status_code, shown(page)) == (409, {"title": "mine", "text": ""})
    assert "Texto mío" in page and "Título mío" in page
    row.refresh_from_db()
    assert row.title == "De ella"


def test_mine_can_be_changed_while_choosing(row, path, writer, logged_in):
    mine = form_of(row, title="De las dos")
    items.change_item(row, row.parent, Wording({"title": "De ella"}), 0, actor=writer)
    again = mine | {"lock_version": 1, "began_with": 0, "conflict": ["title"], "keep_title": "mine"}
    logged_in(writer).post(path, again)
    row.refresh_from_db()
    assert row.title == "De las dos"


def test_changed_a_third_time_while_choosing_asks_again(row, path, writer, logged_in):
    mine = form_of(row, title="Título mío")
    items.change_item(row, row.parent, Wording({"title": "De ella"}), 0, actor=writer)
    items.change_item(row, row.parent, Wording({"title": "De un tercero"}), 1, actor=writer)
    again = mine | {"lock_version": 1, "began_with": 0, "conflict": ["title"], "keep_title": "mine"}
    page = logged_in(writer).post(path, again)
    assert page.status_code == 409
    assert all(words in page.content.decode() for words in ("Título mío", "De un tercero", "De ella"))


@pytest.fixture
def places_of(draft, row, writer, text_of) -> list[VersionItem]:
    """Two more objectives."""
    line = text_of(draft, "Línea de prueba")
    return [items.add_item(draft, "objective", line, Wording({"title": f"Otro {n}"}), actor=writer) for n in (1, 2)]


def test_what_was_put_elsewhere_meanwhile_stays_there(row, path, places_of, writer, logged_in):
    mine = form_of(row, title="Título mío", began_under=row.parent_id)
    places.place_item(row, places_of[0], None, actor=writer)
    assert logged_in(writer).post(path, mine).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.parent) == ("Título mío", places_of[0])


def test_both_put_it_elsewhere_and_the_second_chooses(row, path, places_of, writer, logged_in):
    mine = form_of(row, parent=places_of[1].pk, began_under=row.parent_id)
    began = row.parent
    places.place_item(row, places_of[0], None, actor=writer)
    client = logged_in(writer)
    answer = client.post(path, mine)
    page = answer.content.decode()
    assert (answer.status_code, shown(page)) == (409, {"parent": ""})
    assert all(one.title in page for one in (began, *places_of))
    again = mine | {"began_under": places_of[0].pk, "began_with": 0, "began_parent": began.pk, "conflict": ["parent"]}
    client.post(path, again | {"keep_parent": "saved"})
    row.refresh_from_db()
    assert row.parent == places_of[0]
    client.post(path, again | {"keep_parent": "mine", "lock_version": 1})
    row.refresh_from_db()
    assert row.parent == places_of[1]


def test_put_elsewhere_and_reworded_the_place_stays_unless_said_otherwise(row, path, places_of, writer, logged_in):
    mine = form_of(row, text="Texto mío", began_under=row.parent_id)
    places.place_item(row, places_of[0], None, actor=writer)
    items.change_item(row, places_of[0], Wording({"title": "De ella"}), 0, actor=writer)
    page = logged_in(writer).post(path, mine).content.decode()
    assert shown(page) == {"title": "saved", "text": "mine", "parent": "saved"}


def test_the_open_row_moves_nothing_back(row, places_of, writer, logged_in):
    quick = reverse("actionplans:item_quick", args=[row.pk])
    places.place_item(row, places_of[0], None, actor=writer)
    logged_in(writer).post(quick, {"title": "Título mío", "lock_version": 0})
    row.refresh_from_db()
    assert (row.title, row.parent) == ("Título mío", places_of[0])


def test_the_same_words_are_no_conflict(row, path, writer, logged_in):
    items.change_item(row, row.parent, Wording({"title": "La misma"}), 0, actor=writer)
    assert logged_in(writer).post(path, form_of(row, title="La misma")).status_code == 302


@pytest.mark.parametrize("form", ["item_update", "item_quick"])
def test_twenty_at_once_one_wins_nineteen_keep_their_text(row, form, writer):
    """Through the pages, each with a connection of its own."""
    path = reverse(f"actionplans:{form}", args=[row.pk])
    clients = []
    for _n in range(20):
        client = Client()
        client.force_login(writer)
        clients.append(client)
    data = form_of(row)
    start, answers = threading.Barrier(20), {}

    def write(n: int) -> None:
        start.wait()
        try:
            answers[n] = clients[n].post(path, data | {"title": f"Título de {n:02}"})
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[n]) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [n for n, answer in answers.items() if answer.status_code == 302]
    lost = [n for n, answer in answers.items() if answer.status_code == 409]
    assert (len(won), len(lost)) == (1, 19)
    row.refresh_from_db()
    assert (row.title, row.lock_version) == (f"Título de {won[0]:02}", 1)
    for n in lost:
        page = answers[n].content.decode()
        assert f"Título de {n:02}" in page and row.title in page
