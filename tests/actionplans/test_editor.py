"""The quick acts of the editor: in place, elsewhere, doubled, pasted; and how a plan begins."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actionplans.models import PlanVersion, VersionItem
from actionplans.services import items, paste, places, plans, publication, review
from actionplans.services.errors import ItemGone, NotADraft, WrongParent
from actionplans.services.items import Wording
from tests import factories as make
from tests.actionplans.test_items import titles

DAY = datetime.date


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
        assert 'form="quick"' in page
        data = {"title": "Otra", "ends_on": "2019-01-31", "leads": [asked[1].pk], "lock_version": 0, "weight": "20"}
        answer = client.post(address("item_quick", activity.pk), data)
        assert answer.url == f"{address('version_edit', activity.version_id)}#i-{activity.item.uid}"
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
        logged_in(writer).post(address("item_quick", activity.pk), {"title": "Tarde", "lock_version": 0})
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
        page = client.post(path, {"rows": rows}).content.decode()
        assert "Esto es lo que se guardaría" in page and "30 jun 2019" in page
        assert titles(draft, objective) == ["Actividad con acuerdo", "Actividad sin acuerdo"]
        client.post(path, {"rows": rows, "save": "1"})
        assert titles(draft, objective)[2:] == ["Taller", "Feria"]
        made = VersionItem.objects.get(version=draft, title="Taller")
        assert (made.starts_on, made.ends_on, float(made.weight)) == (DAY(2019, 3, 1), DAY(2019, 6, 30), 12.5)
        assert list(made.responsibilities.values_list("organization", "role")) == [(asked[0].pk, "lead")]

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("\t2019-03-01", "necesita un título"),
            ("Taller\t6/1/2020", "No entendemos esta fecha"),
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

    def test_too_many_are_said_not_cut(self, objective, writer):
        with pytest.raises(paste.TooManyRows):
            paste.understood("\n".join(f"Taller {n}" for n in range(201)))

    def test_only_below_an_objective_only_by_writers(self, activity, objective, representatives, writer, logged_in):
        assert logged_in(writer).get(address("item_paste", activity.pk)).status_code == 302
        with pytest.raises(PermissionDenied):
            paste.add_pasted(objective, paste.understood("Taller"), actor=representatives[0])


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
