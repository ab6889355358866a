"""Who leads and who supports: members from a list, everybody else of the directory by name, however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make


@pytest.fixture
def row(draft, text_of):
    return text_of(draft, "Actividad con acuerdo")


@pytest.fixture
def path(row) -> str:
    return reverse("actionplans:item_update", args=[row.pk])


@pytest.fixture
def authority(db):
    return make.StakeholderFactory(name="Alcaldía de ejemplo", acronym="ADE")


def posted(row, **typed) -> dict:
    return {"title": row.title, "parent": row.parent_id, "text": row.text, "lock_version": row.lock_version} | typed


def roles(row) -> dict[int, str]:
    return dict(row.responsibilities.values_list("organization", "role"))


@pytest.mark.parametrize("typed", ["Alcaldía de ejemplo", " alcaldia  de EJEMPLO ", "ade"])
def test_an_authority_by_its_name(row, path, asked, authority, writer, logged_in, typed):
    data = posted(row, leads=[asked[0].pk], leads_named=["", typed], supports=[asked[1].pk])
    assert logged_in(writer).post(path, data).status_code == 302
    assert roles(row) == {asked[0].pk: "lead", authority.pk: "lead", asked[1].pk: "support"}
    page = logged_in(writer).get(path).content.decode()
    assert f'value="{authority.pk}"' in page  # to be taken out again by its tick


def test_in_the_open_row_too(row, authority, writer, logged_in):
    quick = reverse("actionplans:item_quick", args=[row.pk])
    data = {"title": row.title, "lock_version": 0, "leads_named": ["Alcaldía de ejemplo"]}
    assert logged_in(writer).post(quick, data).status_code == 302
    assert roles(row)[authority.pk] == "lead"


def test_a_name_that_nobody_has_stays_typed_and_says_who_may_be_meant(row, path, authority, writer, logged_in):
    answer = logged_in(writer).post(path, posted(row, leads_named=["Alcaldia del ejemplo"]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Alcaldia del ejemplo"' in page and "Quizás quiso decir: Alcaldía de ejemplo" in page
    assert "Ninguna organización del directorio se llama «Zzz»" in (
        logged_in(writer).post(path, posted(row, supports_named=["Zzz"])).content.decode()
    )
    assert authority.pk not in roles(row)


def test_who_was_typed_is_one_of_two_to_choose_from(row, path, authority, asked, writer, logged_in):
    data = posted(row, leads_named=["Alcaldía de ejemplo"], supports=[asked[1].pk])
    row.lock_version = 1
    row.save(update_fields=["lock_version"])
    client = logged_in(writer)
    page = client.post(path, data)
    assert page.status_code == 409 and "Alcaldía de ejemplo" in page.content.decode()
    again = data | {"lock_version": 1, "began_with": 0, "conflict": ["leads"], "keep_leads": "saved"}
    client.post(path, again)
    assert roles(row)[asked[0].pk] == "lead" and authority.pk not in roles(row)
    client.post(path, again | {"keep_leads": "mine", "lock_version": 2})
    assert authority.pk in roles(row)


def test_with_hundreds_in_the_directory_the_form_stays_short(row, path, writer, logged_in):
    make.StakeholderFactory.create_batch(300)
    client = logged_in(writer)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path).content.decode()
    assert len(queries) <= 9, "\n".join(query["sql"][:200] for query in queries)
    assert page.count('name="leads"') < 10
    assert page.count("<option value=") < 400 and page.count('<datalist id="organizations">') == 1
    make.OrganizationFactory.create_batch(50)
    page = client.get(path).content.decode()
    assert page.count('name="leads"') == 2  # those who answer for it already; the others by name
