"""The page that says what changed between two versions."""

import re

import pytest
from django.urls import reverse

from actionplans.models import PlanVersion, VersionItem
from actionplans.services import items, review
from actionplans.services.items import Wording
from actionplans.views import compare as compare_page
from tests import factories as make


@pytest.fixture
def changed(next_draft, text_of, writer, asked) -> PlanVersion:
    """Version 2, in review: one activity reworded and put off, one removed, one new."""
    reworded = text_of(next_draft, "Actividad con acuerdo")
    reworded.text, reworded.ends_on = "Proponer una mesa trimestral de diálogo", "2019-06-30"
    reworded.text_en = "Propose a quarterly round table"
    reworded.save()
    text_of(next_draft, "Actividad sin acuerdo").delete()
    make.VersionItemFactory(version=next_draft, parent=reworded.parent, title="Actividad <nueva>", order=9)
    return review.open_review(next_draft, asked, make.in_a_week(), actor=writer)


@pytest.fixture
def address(changed) -> str:
    return reverse("actionplans:compare", args=[changed.pk, changed.base_id])


def read(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


class TestPage:
    def test_the_words_that_changed_are_marked_for_eye_and_ear(self, logged_in, representatives, address):
        page = read(logged_in(representatives[0]).get(address))
        assert re.search(r'<del><span class="visually-hidden">[^<]+ </span>anual</del>', page)
        assert re.search(r'<ins><span class="visually-hidden">[^<]+ </span>trimestral</ins>', page)
        assert "31 dic 2018" in page and "30 jun 2019" in page

    def test_new_and_removed_items(self, logged_in, representatives, address):
        page = read(logged_in(representatives[0]).get(address))
        assert "Actividad &lt;nueva&gt;" in page and "<nueva>" not in page
        assert re.search(r"<h3[^>]*><del>.*?Actividad sin acuerdo</del>", page)

    def test_english_readers_see_the_english_words(self, logged_in, representatives, address):
        client = logged_in(representatives[0])
        client.cookies["django_language"] = "en"
        page = read(client.get(address))
        assert "3 parts of the plan change: 1 new, 1 changed, 1 removed." in page
        assert "yearly</del>" in page and "quarterly</ins>" in page
        assert re.search(r'<dt>Text in Spanish</dt><dd lang="es">.*?anual</del>', page)

    def test_only_mine(self, logged_in, representatives, address):
        """The first organization leads the reworded activity; it has no part in the removed one."""
        client = logged_in(representatives[0])
        assert "Actividad sin acuerdo" in read(client.get(address))
        mine = read(client.get(address, {"organization": "mine"}))
        assert "trimestral" in mine and "Actividad sin acuerdo" not in mine and "nueva&gt;" not in mine
        assert "Se muestra 1 de 3 cambios" in mine

    def test_one_organization_a_kind_of_change_or_a_line(self, logged_in, writer, address, asked):
        client = logged_in(writer)
        assert "Actividad sin acuerdo" not in read(client.get(address, {"organization": str(asked[0].pk)}))
        removed = read(client.get(address, {"status": "removed"}))
        assert "Actividad sin acuerdo" in removed and "trimestral" not in removed
        line = re.search(r'<option value="([0-9a-f-]{36})"', removed)[1]
        assert "trimestral" in read(client.get(address, {"line": line}))
        nothing = read(client.get(address, {"organization": str(asked[0].pk), "status": "removed"}))
        assert "Ningún cambio es así" in nothing and "Se muestran 0 de 3" in nothing

    @pytest.mark.parametrize("query", [{"organization": "999999"}, {"status": "x"}, {"line": "\x00"}])
    def test_what_is_not_offered_is_not_asked(self, logged_in, writer, address, query):
        assert "Actividad sin acuerdo" in read(logged_in(writer).get(address, query))

    def test_many_changes_come_in_two_helpings(self, logged_in, writer, next_draft):
        line = VersionItem.objects.get(version=next_draft, parent=None)
        for order in range(160):
            make.VersionItemFactory(version=next_draft, parent=line, order=order + 5)
        client = logged_in(writer)
        address = reverse("actionplans:compare", args=[next_draft.pk, next_draft.base_id])
        page = read(client.get(address))
        shown = page.count("<article")
        assert 100 < shown < 150 and f"Mostrar también los otros {160 - shown} cambios" in page
        assert read(client.get(address, {"all": "1"})).count("<article") == 160

    def test_the_same_version_twice_says_so(self, logged_in, representatives, changed):
        page = read(logged_in(representatives[0]).get(reverse("actionplans:compare", args=[changed.pk, changed.pk])))
        assert "<ins>" not in page and "<del>" not in page

    def test_the_form_leads_to_the_chosen_pair(self, logged_in, representatives, changed, address):
        response = logged_in(representatives[0]).get(address, {"from": changed.pk, "to": changed.base_id})
        assert response.url == reverse("actionplans:compare", args=[changed.base_id, changed.pk])

    @pytest.mark.parametrize("chosen", ["", "x", "²", "9" * 40, "-1"])
    def test_a_mangled_choice_is_ignored(self, logged_in, representatives, address, chosen):
        assert logged_in(representatives[0]).get(address, {"from": chosen, "to": chosen}).status_code == 200

    def test_queries_do_not_grow(self, logged_in, writer, next_draft, django_assert_max_num_queries):
        client = logged_in(writer)
        line = VersionItem.objects.get(version=next_draft, parent=None)
        for order in range(30):
            make.VersionItemFactory(version=next_draft, parent=line, order=order + 5)
        address = reverse("actionplans:compare", args=[next_draft.pk, next_draft.base_id])
        client.get(address)  # the first request of a session notes where it comes from
        with django_assert_max_num_queries(8):
            read(client.get(address))


class TestRefusals:
    def test_representatives_do_not_see_drafts(self, logged_in, representatives, writer, next_draft):
        for pair in ([next_draft.pk, next_draft.base_id], [next_draft.base_id, next_draft.pk]):
            address = reverse("actionplans:compare", args=pair)
            assert logged_in(representatives[0]).get(address).status_code == 404
            assert logged_in(writer).get(address).status_code == 200

    def test_versions_of_two_plans_are_not_compared(self, logged_in, writer, published_version):
        other = make.PlanVersionFactory()
        assert (
            logged_in(writer).get(reverse("actionplans:compare", args=[published_version.pk, other.pk])).status_code
            == 404
        )

    def test_outsiders(self, client, logged_in, address):
        assert logged_in(make.UserFactory()).get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_what_is_left_out_is_said_and_all_of_it_can_be_printed(logged_in, writer, next_draft, text_of, monkeypatch):
    objective = text_of(next_draft, "Objetivo de prueba")
    for title in ("Actividad nueva uno", "Actividad nueva dos"):
        items.add_item(next_draft, "activity", objective, Wording({"title": title}), actor=writer)
    monkeypatch.setattr(compare_page, "ROOM", 250)
    path = reverse("actionplans:compare", args=[next_draft.pk, next_draft.base_id])
    client = logged_in(writer)
    page = client.get(path).content.decode()
    assert "Todo, para imprimir" in page and "1 cambio no está en esta página" in page
    assert "Actividad nueva dos" not in page
    whole = client.get(path, {"all": 1}).content.decode()
    assert "Actividad nueva dos" in whole and "Todo, para imprimir" not in whole
