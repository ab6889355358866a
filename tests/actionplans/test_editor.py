"""The quick acts of the editor: in place, elsewhere, doubled, pasted; and how a plan begins."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actionplans.forms.items import ItemForm
from actionplans.models import PlanVersion, VersionItem
from actionplans.presentation.parts import at
from actionplans.services import items, paste, places, plans, publication, review
from actionplans.services.errors import ItemGone, NotADraft, WrongParent
from actionplans.services.items import Wording
from tests import factories as make
from tests.actionplans.test_items import titles

DAY = datetime.date
DAYS_LATER = datetime.timedelta(days=3)


def address(name: str, *args) -> str:
    return reverse(f"actionplans:{name}", args=args)


@pytest.fixture
def activity(draft, text_of):
    return text_of(draft, "Actividad con acuerdo")


@pytest.fixture
def objective(activity):
    return activity.parent


class TestInPlace:
    def test_a_row_opens_in_its_place_and_is_saved_there(self, activity, asked, writer, logged_in):
        client = logged_in(writer)
        page = client.get(address("version_edit", activity.version_id), {"row": activity.pk}).content.decode()
        assert f'action="{address("item_quick", activity.pk)}"' in page
        data = {"title": "Otra", "ends_on": "2019-01-31", "leads": [asked[1].pk], "lock_version": 0, "weight": "20"}
        answer = client.post(address("item_quick", activity.pk), data)
        assert answer.url == at(address("version_edit", activity.version_id), activity.item.uid)
        activity.refresh_from_db()
        assert (activity.title, activity.ends_on, activity.starts_on) == ("Otra", DAY(2019, 1, 31), None)
        roles = dict(activity.responsibilities.values_list("organization", "role"))
        assert roles == {asked[1].pk: "lead"}  # whoever leads does not also support
        assert activity.item.origins.count() == 1  # what the row does not ask stays
        assert activity.text == "Proponer una mesa anual de diálogo"

    def test_bad_input_keeps_the_row_open_with_what_was_typed(self, activity, writer, logged_in):
        data = {"title": "Título nuevo", "starts_on": "2019-02-01", "ends_on": "2019-01-01", "lock_version": 0}
        answer = logged_in(writer).post(address("item_quick", activity.pk), data)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Título nuevo" in page and "antes de comenzar" in page
        activity.refresh_from_db()
        assert activity.title == "Actividad con acuerdo"

    def test_the_second_writer_chooses(self, activity, writer, logged_in):
        items.change_item(activity, activity.parent, Wording({"title": "De ella", "weight": 10}), 0, actor=writer)
        data = {"title": "Mío", "starts_on": "2018-05-01", "ends_on": "2018-12-31", "lock_version": 0}
        answer = logged_in(writer).post(address("item_quick", activity.pk), data)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "De ella" in page and "Mío" in page

    def test_not_once_frozen(self, activity, asked, writer, logged_in):
        review.open_review(activity.version, asked, make.in_a_week(), actor=writer)
        answer = logged_in(writer).post(address("item_quick", activity.pk), {"title": "Tarde", "lock_version": 0})
        assert "Tarde" in answer.content.decode()
        activity.refresh_from_db()
        assert activity.title == "Actividad con acuerdo"


class TestPlaces:
    def test_elsewhere_with_all_below(self, draft, activity, objective, writer, text_of):
        line = text_of(draft, "Línea de prueba")
        second = items.add_item(draft, "objective", line, Wording({"title": "Segundo"}), actor=writer)
        places.place_item(activity, second, None, actor=writer)
        assert (titles(draft, second), titles(draft, objective)) == (
            ["Actividad con acuerdo"],
            ["Actividad sin acuerdo"],
        )
        assert titles(draft, activity) == ["Mesas celebradas"]

    def test_right_after_another(self, draft, activity, objective, writer, text_of):
        places.place_item(activity, objective, text_of(draft, "Actividad sin acuerdo"), actor=writer)
        assert titles(draft, objective) == ["Actividad sin acuerdo", "Actividad con acuerdo"]
        places.place_item(activity, objective, None, actor=writer)
        assert titles(draft, objective) == ["Actividad con acuerdo", "Actividad sin acuerdo"]

    def test_nobodys_edit_becomes_stale(self, draft, activity, objective, writer, text_of):
        places.place_item(activity, objective, text_of(draft, "Actividad sin acuerdo"), actor=writer)
        assert items.change_item(activity, objective, Wording({"title": "Otra"}), 0, actor=writer).lock_version == 1

    def test_refusals(self, draft, activity, objective, asked, writer, representatives, text_of):
        indicator = text_of(draft, "Mesas celebradas")
        with pytest.raises(WrongParent):
            places.place_item(activity, activity, None, actor=writer)
        with pytest.raises(ItemGone):
            places.place_item(activity, objective, indicator, actor=writer)
        with pytest.raises(PermissionDenied):
            places.place_item(activity, objective, None, actor=representatives[0])
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        with pytest.raises(NotADraft):
            places.place_item(activity, objective, None, actor=writer)

    def test_by_the_page(self, draft, activity, objective, writer, text_of, logged_in):
        after = text_of(draft, "Actividad sin acuerdo")
        client = logged_in(writer)
        assert f'value="{objective.pk}:{after.pk}"' in client.get(address("item_place", activity.pk)).content.decode()
        assert client.post(address("item_place", activity.pk), {"place": "1:99999"}).status_code == 200
        client.post(address("item_place", activity.pk), {"place": f"{objective.pk}:{after.pk}"})
        assert titles(draft, objective) == ["Actividad sin acuerdo", "Actividad con acuerdo"]

    def test_a_new_one_right_below(self, draft, activity, objective, writer, logged_in):
        path = address("item_create", draft.pk) + f"?parent={objective.pk}&after={activity.pk}"
        logged_in(writer).post(path, {"title": "En medio", "parent": objective.pk, "lock_version": 0})
        assert titles(draft, objective) == ["Actividad con acuerdo", "En medio", "Actividad sin acuerdo"]


class TestDuplicate:
    def test_with_all_below_as_other_items(self, draft, activity, objective, asked, writer):
        copy = places.duplicate_item(activity, actor=writer)
        assert titles(draft, objective) == [
            "Actividad con acuerdo",
            "Copia de Actividad con acuerdo",
            "Actividad sin acuerdo",
        ]
        assert titles(draft, copy) == ["Mesas celebradas"]
        assert copy.item != activity.item
        assert dict(copy.responsibilities.values_list("organization", "role"))[asked[0].pk] == "lead"

    def test_not_by_readers_not_once_frozen(self, activity, asked, writer, representatives):
        with pytest.raises(PermissionDenied):
            places.duplicate_item(activity, actor=representatives[0])
        review.open_review(activity.version, asked, make.in_a_week(), actor=writer)
        with pytest.raises(NotADraft):
            places.duplicate_item(activity, actor=writer)


class TestPaste:
    def test_as_understood_then_saved(self, draft, objective, asked, writer, logged_in):
        lead = asked[0].name
        rows = f"Actividad\tInicio\tFin\tLidera\tPeso\nTaller\t2019-03-01\tjunio de 2019\t{lead}\t12,5 %\n\nFeria\n"
        client, path = logged_in(writer), address("item_paste", objective.pk)
        assert "junio de 2019" in client.post(path, {"rows": rows}).content.decode()  # its first day, or its last?
        answered = {"rows": rows, "q:part_ends_on": "last"}
        page = client.post(path, answered).content.decode()
        assert "Esto es lo que se guardaría" in page and "30 jun 2019" in page
        assert titles(draft, objective) == ["Actividad con acuerdo", "Actividad sin acuerdo"]
        client.post(path, answered | {"save": "1"})
        assert titles(draft, objective)[2:] == ["Taller", "Feria"]
        made = VersionItem.objects.get(version=draft, title="Taller")
        assert (made.starts_on, made.ends_on, float(made.weight)) == (DAY(2019, 3, 1), DAY(2019, 6, 30), 12.5)
        assert list(made.responsibilities.values_list("organization", "role")) == [(asked[0].pk, "lead")]

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("\t2019-03-01", "necesita un título"),
            ("Taller\tel otro día", "No entendemos esta fecha"),
            ("Taller\t6/1/2020", "Qué va primero"),
            ("Taller\t\t\t\t\tNadie de Ninguna Parte", "Nadie de Ninguna Parte"),
            ("x" * 301, "300 letras"),
            ("Taller\t2019-03-01\t2018-03-01", "antes de comenzar"),
            ("Taller\t\t\tNadie de Ninguna Parte", "Nadie de Ninguna Parte"),
            ("Taller\t\t\t\tmucho", "no es un número"),
        ],
    )
    def test_nothing_is_saved_while_a_cell_is_wrong(self, draft, objective, writer, logged_in, row, words):
        data = {"rows": f"Buena\n{row}", "save": "1"}
        answer = logged_in(writer).post(address("item_paste", objective.pk), data)
        page = answer.content.decode()
        assert words in page and "Buena" in page
        assert titles(draft, objective) == ["Actividad con acuerdo", "Actividad sin acuerdo"]

    def test_what_is_not_certain_is_asked_then_saved_as_answered(self, draft, objective, writer, logged_in):
        rows = "Taller\t3/4/2019\tjunio de 2019\t\t0,4\nFeria\t\t\t\t0,6"
        client, path = logged_in(writer), address("item_paste", objective.pk)
        page = client.post(path, {"rows": rows, "save": "1"}).content.decode()
        for name in ("q:date_order", "q:part_ends_on", "q:shares"):
            assert f'name="{name}"' in page
        assert not VersionItem.objects.filter(title="Taller").exists()
        answers = {"q:date_order": "mdy", "q:part_ends_on": "first", "q:shares": "yes"}
        page = client.post(path, {"rows": rows, **answers}).content.decode()
        assert 'value="mdy" checked' in page and 'name="save"' in page
        client.post(path, {"rows": rows, **answers, "save": "1"})
        made = VersionItem.objects.get(title="Taller")
        assert (made.starts_on, made.ends_on, made.weight) == (DAY(2019, 3, 4), DAY(2019, 6, 1), 40)

    def test_columns_by_their_headings(self, draft, objective, asked, writer, logged_in):
        heads = "Apoya\tActividad en inglés\tActividad\tTexto\tColor\tLidera"
        rows = f"{heads}\n{asked[1].name}\tWorkshop\tTaller\tDe un día\trojo\t{asked[0].name}"
        client, path = logged_in(writer), address("item_paste", objective.pk)
        page = client.post(path, {"rows": rows}).content.decode()
        assert "Workshop" in page and "De un día" in page
        assert "quedan por fuera" in page and "Color" in page  # nothing is dropped in silence
        client.post(path, {"rows": rows, "save": "1"})
        made = VersionItem.objects.get(title="Taller")
        assert (made.title_en, made.text) == ("Workshop", "De un día")
        roles = dict(made.responsibilities.values_list("organization", "role"))
        assert roles == {asked[0].pk: "lead", asked[1].pk: "support"}

    def test_too_many_are_said_not_cut(self, objective, writer):
        with pytest.raises(paste.TooManyRows):
            paste.understood("\n".join(f"Taller {n}" for n in range(201)), "activity")

    @pytest.mark.parametrize(
        ("below", "rows", "said"),
        [
            (None, "Título\tPeso\nIncidencia\t40 %\nRedes\t60 %", {"weight": 40}),
            (
                None,
                "Línea estratégica\tStrategic line in English\nIncidencia\tAdvocacy\nRedes",
                {"title_en": "Advocacy"},
            ),
            ("Línea de prueba", "Incidencia\t40\nRedes\t60", {"weight": 40}),
            ("Línea de prueba", "Peso del objetivo\tObjetivo\n12,5\tIncidencia\n\tRedes", {"weight": 12.5}),
            (
                "Actividad con acuerdo",
                "Incidencia\t0\tmesas\t3\tActas\nRedes",
                {"baseline": "0", "unit": "mesas", "target": "3", "verification": "Actas"},
            ),
            ("Actividad con acuerdo", "Meta\tIndicador\n5 mesas\tIncidencia\n\tRedes", {"target": "5 mesas"}),
        ],
    )
    def test_wherever_children_can_be_added(self, draft, text_of, writer, logged_in, below, rows, said):
        parent = text_of(draft, below) if below else None
        client, before = logged_in(writer), titles(draft, parent)
        path = address("item_paste", parent.pk) if parent else address("version_paste", draft.pk)
        assert f'href="{path}"' in client.get(address("version_edit", draft.pk)).content.decode()
        page = client.post(path, {"rows": rows}).content.decode()
        assert "Esto es lo que se guardaría" in page and titles(draft, parent) == before
        answer = client.post(path, {"rows": rows, "save": "1"}, follow=True)
        assert "2 " in answer.content.decode() and titles(draft, parent) == [*before, "Incidencia", "Redes"]
        made = text_of(draft, "Incidencia")
        assert made.item.kind == {None: "line", "Línea de prueba": "objective"}.get(below, "indicator")
        assert {name: getattr(made, name) for name in said} == said

    @pytest.mark.parametrize(
        ("below", "row", "words"),
        [
            (None, "\t40", "necesita un título"),
            (None, "\tIncidencia", "no es un número"),
            (None, " \n\t", "obligatorio"),
            (None, "Incidencia\t140", "entre 0 y 100"),
            (None, "x" * 301, "300 letras"),
            ("Actividad con acuerdo", "Incidencia\t\t" + "u" * 61, "60 letras"),
            ("Actividad con acuerdo", "Indicador\tPeso\nIncidencia\t40", "quedan por fuera"),
        ],
    )
    def test_what_is_wrong_with_them_is_said(self, draft, text_of, writer, logged_in, below, row, words):
        path = address("item_paste", text_of(draft, below).pk) if below else address("version_paste", draft.pk)
        page = logged_in(writer).post(path, {"rows": row}).content.decode()
        assert words in page and not VersionItem.objects.filter(version=draft, title="Incidencia").exists()

    def test_pasted_lines_too_late(self, draft, asked, writer, logged_in):
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        client, path = logged_in(writer), address("version_paste", draft.pk)
        answer = client.post(path, {"rows": "Incidencia", "save": "1"})
        assert answer.status_code == 409 and "Incidencia" in answer.content.decode()
        assert client.get(path).status_code == 302

    def test_nothing_goes_below_an_indicator_and_only_by_writers(
        self, draft, text_of, objective, representatives, writer, logged_in
    ):
        indicator = text_of(draft, "Mesas celebradas")
        assert logged_in(writer).get(address("item_paste", indicator.pk)).status_code == 302
        rows = paste.understood("Taller", "activity").rows
        for parent in (objective, None):
            with pytest.raises(PermissionDenied):
                paste.add_pasted(draft, parent, rows, actor=representatives[0])


class TestTooLate:
    """The item was removed, or the version sent to review, while somebody wrote: their words come back."""

    TYPED = {"title": "Lo que escribí", "text": "Con detalle", "tags": "incidencia", "lock_version": 0}

    @pytest.fixture
    def sent(self, activity, asked, writer):
        review.open_review(activity.version, asked, make.in_a_week(), actor=writer)
        return activity

    def test_gone_it_can_be_added_anew(self, draft, activity, objective, writer, logged_in):
        client, path = logged_in(writer), address("item_update", activity.pk)
        items.delete_item(activity, actor=writer)
        answer = client.post(path, self.TYPED | {"parent": objective.pk})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert all(words in page for words in ("Lo que escribí", "Con detalle", "incidencia", "Alguien quitó"))
        create = f"{address('item_create', draft.pk)}?kind=activity"
        assert f'action="{create}"' in page
        client.post(create, self.TYPED | {"parent": objective.pk})
        assert titles(draft, objective) == ["Actividad sin acuerdo", "Lo que escribí"]

    def test_gone_with_its_objective_another_one_is_chosen(self, draft, activity, objective, writer, logged_in):
        items.delete_item(objective, actor=writer)
        page = logged_in(writer).post(address("item_update", activity.pk), self.TYPED | {"parent": objective.pk})
        assert page.status_code == 409 and "Lo que escribí" in page.content.decode()

    def test_gone_from_the_open_row(self, draft, activity, writer, logged_in):
        items.delete_item(activity, actor=writer)
        answer = logged_in(writer).post(address("item_quick", activity.pk), {"title": "En la fila", "lock_version": 0})
        page = answer.content.decode()
        assert answer.status_code == 409 and "En la fila" in page
        assert "Proponer una mesa anual de diálogo" in page  # what the row doesn't ask is as it was

    def test_gone_opened_by_its_link_shows_what_it_said(self, draft, activity, writer, logged_in):
        items.delete_item(activity, actor=writer)
        answer = logged_in(writer).get(address("item_update", activity.pk))
        assert (answer.status_code, "Actividad con acuerdo" in answer.content.decode()) == (200, True)
        for name in ("item_move", "item_duplicate", "item_place", "item_delete", "item_paste"):
            answer = logged_in(writer).get(address(name, activity.pk), follow=True)
            assert "alguien" in answer.content.decode().lower(), name
        for name in ("item_move", "item_delete"):
            assert logged_in(writer).post(address(name, activity.pk)).status_code == 302

    def test_gone_or_not_readers_see_nothing(self, draft, activity, writer, representatives, logged_in):
        items.delete_item(activity, actor=writer)
        for name in ("item_update", "item_quick", "item_move"):
            assert logged_in(representatives[0]).post(address(name, activity.pk), self.TYPED).status_code == 404
        assert logged_in(writer).post(address("item_update", 10**8), self.TYPED).status_code == 404

    def test_frozen_the_words_stay_to_be_copied(self, sent, objective, writer, logged_in):
        answer = logged_in(writer).post(address("item_update", sent.pk), self.TYPED | {"parent": objective.pk})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Lo que escribí" in page and "Con detalle" in page and "ya no es un borrador" in page
        assert address("comment_create", sent.version_id, sent.item.uid) in page
        sent.refresh_from_db()
        assert sent.title == "Actividad con acuerdo"

    def test_frozen_a_new_item_too(self, sent, objective, writer, logged_in):
        path = f"{address('item_create', sent.version_id)}?kind=activity&parent={objective.pk}"
        answer = logged_in(writer).post(path, self.TYPED | {"parent": objective.pk})
        assert answer.status_code == 409 and "Con detalle" in answer.content.decode()

    def test_frozen_the_open_row_and_pasted_rows_too(self, sent, objective, writer, logged_in):
        client = logged_in(writer)
        for name, key, typed in [("item_quick", sent.pk, "title"), ("item_paste", objective.pk, "rows")]:
            answer = client.post(address(name, key), {typed: "Lo que escribí", "lock_version": 0})
            assert (answer.status_code, "Lo que escribí" in answer.content.decode()) == (409, True), name

    def test_a_newer_draft_is_offered(self, sent, objective, writer, logged_in):
        newer = plans.new_version(review.withdraw_review(sent.version, actor=writer).plan, actor=writer)
        answer = logged_in(writer).post(address("item_update", sent.pk), self.TYPED | {"parent": objective.pk})
        assert address("version_edit", newer.pk) in answer.content.decode()

    def test_pasted_onto_an_objective_that_is_gone(self, draft, objective, writer, logged_in):
        items.delete_item(objective, actor=writer)
        answer = logged_in(writer).post(address("item_paste", objective.pk), {"rows": "Taller\nFeria"})
        assert (answer.status_code, "Taller\nFeria" in answer.content.decode()) == (409, True)

    def test_a_new_item_whose_parent_is_gone_stays_of_its_kind(self, draft, activity, objective, writer, logged_in):
        path = f"{address('item_create', draft.pk)}?kind=activity&parent={objective.pk}"
        items.delete_item(objective, actor=writer)
        page = logged_in(writer).post(path, self.TYPED | {"parent": objective.pk}).content.decode()
        assert "Con detalle" in page and "incidencia" in page


class TestOpenRow:
    """What is typed into the open row outlives acts on other rows, with scripts and without."""

    def test_moving_another_row_keeps_it(self, draft, activity, objective, writer, logged_in, text_of):
        other = text_of(draft, "Actividad sin acuerdo")
        client = logged_in(writer)
        page = client.get(address("version_edit", draft.pk), {"row": activity.pk}).content.decode()
        act = f"{address('item_move', other.pk)}?open={activity.pk}"
        assert f'formaction="{act}#i-{other.item.uid}"' in page
        answer = client.post(act, {"to": "up", "title": "A medio escribir", "lock_version": 0})
        page = answer.content.decode()
        assert answer.status_code == 200 and 'value="A medio escribir"' in page
        assert titles(draft, objective) == ["Actividad sin acuerdo", "Actividad con acuerdo"]
        client.post(address("item_quick", activity.pk), {"title": "A medio escribir", "lock_version": 0})
        activity.refresh_from_db()
        assert activity.title == "A medio escribir"

    def test_doubling_another_row_keeps_it(self, draft, activity, objective, writer, logged_in, text_of):
        other = text_of(draft, "Actividad sin acuerdo")
        act = f"{address('item_duplicate', other.pk)}?open={activity.pk}"
        page = logged_in(writer).post(act, {"title": "A medio escribir", "lock_version": 0}).content.decode()
        assert "A medio escribir" in page and "Copia de Actividad sin acuerdo" in page

    def test_gone_meanwhile(self, draft, activity, writer, logged_in, text_of):
        other = text_of(draft, "Actividad sin acuerdo")
        items.delete_item(activity, actor=writer)
        act = f"{address('item_move', other.pk)}?open={activity.pk}"
        answer = logged_in(writer).post(act, {"to": "up", "title": "A medio escribir", "lock_version": 0})
        assert (answer.status_code, "A medio escribir" in answer.content.decode()) == (409, True)

    def test_frozen_meanwhile(self, draft, activity, asked, writer, logged_in, text_of):
        other = text_of(draft, "Actividad sin acuerdo")
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        act = f"{address('item_move', other.pk)}?open={activity.pk}"
        answer = logged_in(writer).post(act, {"to": "up", "title": "A medio escribir", "lock_version": 0})
        assert (answer.status_code, "A medio escribir" in answer.content.decode()) == (409, True)

    @pytest.mark.parametrize("name", ["item_quick", "item_move", "item_duplicate"])
    def test_after_logging_in_again_its_address_leads_back_and_does_nothing(
        self, draft, activity, objective, writer, logged_in, name
    ):
        answer = logged_in(writer).get(address(name, activity.pk) + f"?open={activity.pk}")
        assert answer.url == f"{address('version_edit', draft.pk)}?row={activity.pk}#i-{activity.item.uid}"
        assert titles(draft, objective) == ["Actividad con acuerdo", "Actividad sin acuerdo"]


class TestWeights:
    @pytest.mark.parametrize(
        ("weights", "words"),
        [
            ((60, 40), ""),
            ((60, 30), "suman 90 %, no 100 %"),
            ((60, "33.5"), "suman 93,5 %, no 100 %"),
            ((60, None), ""),
            ((100, None), "ya suman 100 %, y a 1 le falta"),
            ((None, None), ""),
        ],
    )
    def test_said_where_they_do_not_add_up(self, draft, activity, writer, logged_in, weights, words):
        rows = VersionItem.objects.filter(parent=activity.parent_id).order_by("order")
        for row, weight in zip(rows, weights, strict=True):
            VersionItem.objects.filter(pk=row.pk).update(weight=weight)
        page = logged_in(writer).get(address("version_edit", draft.pk)).content.decode()
        assert words in page if words else "Los pesos de lo que sigue" not in page

    def test_of_the_lines_at_the_top(self, draft, writer, logged_in):
        VersionItem.objects.filter(version=draft, parent=None).update(weight=90)
        page = logged_in(writer).get(address("version_edit", draft.pk)).content.decode()
        assert "Líneas estratégicas: Los pesos de lo que sigue suman 90 %" in page


class TestOlderTranslation:
    def test_said_until_the_english_text_follows(self, next_draft, writer, text_of, logged_in):
        row = text_of(next_draft, "Actividad con acuerdo")
        words, path = "el texto en inglés es más antiguo", address("version_edit", next_draft.pk)
        assert words not in logged_in(writer).get(path).content.decode()
        items.change_item(row, row.parent, Wording({"text": "Proponer dos mesas"}), 0, actor=writer)
        assert words in logged_in(writer).get(path).content.decode()
        items.change_item(row, row.parent, Wording({"text_en": "Propose two tables"}), 1, actor=writer)
        assert words not in logged_in(writer).get(path).content.decode()


class TestBeginnings:
    def make_plan(self, client, **data) -> PlanVersion:
        whole = {"title": "Plan nuevo", "title_en": "", "starts_on": "2021-05-01", "ends_on": "2023-12-31", **data}
        assert client.post(address("plan_create"), whole).status_code == 302
        return PlanVersion.objects.get(plan__title="Plan nuevo")

    def test_empty(self, writer, logged_in):
        assert titles(self.make_plan(logged_in(writer))) == []

    def test_the_seven_axes_in_both_languages(self, writer, logged_in):
        version = self.make_plan(logged_in(writer), start="axes")
        assert len(titles(version)) == 7
        assert version.items.get(order=2).title_en == "Prevention"

    def test_what_the_last_plan_says_as_new_items_with_dates_moved_along(
        self, published_version, writer, logged_in, text_of
    ):
        before = text_of(published_version, "Actividad con acuerdo")
        version = self.make_plan(logged_in(writer), start=str(published_version.pk), shifted="on")
        copy = text_of(version, "Actividad con acuerdo")
        assert copy.item != before.item and copy.item.plan == version.plan
        assert copy.starts_on - before.starts_on == DAY(2021, 5, 1) - published_version.plan.starts_on
        assert copy.item.origins.count() == 0
        assert copy.responsibilities.count() == 2
        assert version.items.count() == published_version.items.count()

    def test_dates_stay_where_nobody_asked(self, published_version, writer, logged_in, text_of):
        version = self.make_plan(logged_in(writer), start=str(published_version.pk))
        assert text_of(version, "Actividad con acuerdo").starts_on == DAY(2018, 5, 1)

    def test_what_comes_before_is_of_the_same_plan(self, draft, asked, writer, text_of):
        first, second = text_of(draft, "Actividad con acuerdo"), text_of(draft, "Actividad sin acuerdo")
        items.change_item(second, second.parent, Wording({"depends_on": [first.item.uid]}), 0, actor=writer)
        published = publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
        new = plans.create_plan("Otro", "", DAY(2021, 1, 1), DAY(2022, 1, 1), start=published, actor=writer)
        assert text_of(new, "Actividad sin acuerdo").depends_on == [text_of(new, "Actividad con acuerdo").item.uid]

    def test_not_from_a_draft_or_nonsense(self, draft, writer, logged_in):
        data = {"title": "Plan nuevo", "starts_on": "2021-05-01", "ends_on": "2023-12-31", "start": str(draft.pk)}
        answer = logged_in(writer).post(address("plan_create"), data)
        assert (answer.status_code, "Plan nuevo" in answer.content.decode()) == (200, True)


def test_agreements_are_offered_newest_meeting_first_and_say_where_they_were_cut(draft, agreement, asked, writer):
    later = make.MeetingFactory(body=agreement.meeting.body, starts_at=agreement.meeting.starts_at + DAYS_LATER)
    tenth = make.AgreementFactory(meeting=later, owner=asked[0], sequence=10, text="x" * 130)
    second = make.AgreementFactory(meeting=later, owner=asked[0], sequence=2)
    form = ItemForm(version=draft, kind="line", user=writer)
    choices = list(form.fields["agreements"].choices)
    assert [pk for pk, _ in choices] == [second.pk, tenth.pk, agreement.pk]
    assert choices[1][1] == f"{tenth.number} · {'x' * 119}…"
