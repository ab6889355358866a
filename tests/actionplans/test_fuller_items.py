"""Budget, dependencies, tags and targets by period: asked in the form, kept, copied, in conflict."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from actionplans.content import build
from actionplans.models import VersionItem
from actionplans.services import items, plans, publication, review
from actionplans.services.errors import ComesAfterItself, TargetReasonNeeded
from actionplans.services.items import Wording

ROWS = {"targets_until": ["2019-12-31", "2018-12-31", ""], "targets_value": ["12", "6", ""]}


@pytest.fixture
def activities(draft, text_of):
    return [text_of(draft, title) for title in ("Actividad con acuerdo", "Actividad sin acuerdo")]


@pytest.fixture
def indicator(draft, text_of):
    return text_of(draft, "Mesas celebradas")


def posted(text: VersionItem, **fields) -> dict:
    said = {"parent": text.parent_id, "title": text.title, "lock_version": text.lock_version}
    return said | fields


def save(client, text, **fields):
    return client.post(reverse("actionplans:item_update", args=[text.pk]), posted(text, **fields))


def test_an_activity_says_budget_tags_and_what_comes_before(logged_in, writer, activities):
    first, second = activities
    said = {"budget": "1500000.50", "funder": "Fondo de prueba", "tags": "Incidencia, formación ,incidencia"}
    save(
        logged_in(writer), second, **said, depends_on=[str(first.item.uid)], authority_level="municipal", area="Género"
    )
    second.refresh_from_db()
    assert (str(second.budget), second.tags) == ("1500000.50", ["incidencia", "formación"])
    assert second.depends_on == [first.item.uid]
    page = logged_in(writer).get(reverse("actionplans:version_detail", args=[second.version_id])).content.decode()
    for words in ("1\xa0500\xa0000,50", "Fondo de prueba", "municipal", "Género", "1.1.1"):
        assert words in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"budget": "-1"}, "no puede ser negativo"),
        ({"tags": "x" * 61}, "60 caracteres"),
        ({"depends_on": [str(uuid.uuid4())]}, "opción válida"),
        ({"depends_on": ["nada"]}, "opción válida"),
        ({"authority_level": "galactic"}, "opción válida"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(logged_in, writer, activities, fields, words):
    page = save(logged_in(writer), activities[1], title="Título recién escrito", **fields)
    assert page.status_code == 200
    shown = page.content.decode()
    assert words in shown and "Título recién escrito" in shown
    activities[1].refresh_from_db()
    assert activities[1].title == "Actividad sin acuerdo"


def test_nothing_comes_after_itself(writer, activities):
    first, second = activities
    items.change_item(second, second.parent, Wording({"depends_on": [first.item.uid]}), 0, actor=writer)
    for circle in (first.item.uid, second.item.uid):
        with pytest.raises(ComesAfterItself):
            items.change_item(first, first.parent, Wording({"depends_on": [circle]}), 0, actor=writer)


def test_an_item_that_is_gone_is_waited_for_no_more(writer, activities, draft):
    first, second = activities
    items.change_item(second, second.parent, Wording({"depends_on": [first.item.uid]}), 0, actor=writer)
    items.delete_item(first, actor=writer)
    found = build(draft)["items"][0]["items"][0]["items"][0]
    assert (found["title"], found["after"]) == ("Actividad sin acuerdo", [])


def test_targets_by_period_are_kept_by_day(logged_in, writer, indicator):
    save(logged_in(writer), indicator, **ROWS, unit="mesas")
    indicator.refresh_from_db()
    assert indicator.targets == [{"until": "2018-12-31", "value": "6"}, {"until": "2019-12-31", "value": "12"}]
    page = logged_in(writer).get(reverse("actionplans:item_update", args=[indicator.pk])).content.decode()
    assert page.count('name="targets_until"') == 5


@pytest.mark.parametrize(
    ("until", "value", "words"),
    [
        (["2019-12-31"], [""], "necesita su día y su valor"),
        (["2019-02-30"], ["1"], "no es una fecha"),
        (["2019-12-31", "2019-12-31"], ["1", "2"], "el mismo día"),
    ],
)
def test_bad_targets_are_said_and_stay_in_the_form(logged_in, writer, indicator, until, value, words):
    page = save(logged_in(writer), indicator, targets_until=until, targets_value=value).content.decode()
    assert words in page
    assert until[0] in page


def published_target(version) -> str:
    said = VersionItem.objects.filter(version__plan=version.plan_id, version__state="published")
    return said.get(title="Mesas celebradas").target


class TestChangedTarget:
    @pytest.fixture
    def again(self, draft, writer, asked):
        """The same indicator in the draft of the next version."""
        review.open_review(draft, asked, timezone.now() + datetime.timedelta(days=7), actor=writer)
        publication.publish(draft, actor=writer)
        new = plans.new_version(draft.plan, actor=writer)
        return VersionItem.objects.get(version=new, title="Mesas celebradas")

    def test_asks_for_a_reason(self, logged_in, writer, again):
        page = save(logged_in(writer), again, target="40").content.decode()
        assert "Diga por qué cambia" in page
        with pytest.raises(TargetReasonNeeded):
            items.change_item(again, again.parent, Wording({"target": "40"}), 0, actor=writer)

    def test_with_a_reason_it_is_saved(self, logged_in, writer, again):
        save(logged_in(writer), again, target="40", target_reason="Se sumaron comités")
        again.refresh_from_db()
        assert (again.target, again.target_reason) == ("40", "Se sumaron comités")

    def test_the_reason_is_not_carried_into_the_next_version(self, draft, writer, again):
        wording = Wording({"target": "40", "target_reason": "Se sumaron comités"})
        items.change_item(again, again.parent, wording, 0, actor=writer)
        again.refresh_from_db()
        assert "target_reason" not in plans.COPIED

    def test_a_next_round_is_compared_with_what_was_in_force_and_keeps_the_reason(self, writer, asked, again):
        wording = Wording({"target": "40", "target_reason": "Se sumaron comités"})
        items.change_item(again, again.parent, wording, 0, actor=writer)
        opened = review.open_review(again.version, asked, timezone.now() + datetime.timedelta(days=7), actor=writer)
        draft = plans.new_version(review.withdraw_review(opened, actor=writer).plan, actor=writer)
        row = VersionItem.objects.get(version=draft, title="Mesas celebradas")
        assert (draft.round, row.target, row.target_reason) == (2, "40", "Se sumaron comités")
        with pytest.raises(TargetReasonNeeded):
            items.change_item(row, row.parent, Wording({"target": "50", "target_reason": ""}), 0, actor=writer)
        assert published_target(draft) == "3"
        items.change_item(row, row.parent, Wording({"target": "3", "target_reason": ""}), 0, actor=writer)
        published = publication.publish(
            review.open_review(draft, asked, timezone.now() + datetime.timedelta(days=7), actor=writer), actor=writer
        )
        following = plans.new_version(published.plan, actor=writer)
        assert VersionItem.objects.get(version=following, title="Mesas celebradas").target_reason == ""

    def test_before_anything_was_in_force_nothing_was_promised(self, draft, writer, asked, indicator):
        opened = review.open_review(draft, asked, timezone.now() + datetime.timedelta(days=7), actor=writer)
        second = plans.new_version(review.withdraw_review(opened, actor=writer).plan, actor=writer)
        row = VersionItem.objects.get(version=second, title="Mesas celebradas")
        assert items.change_item(row, row.parent, Wording({"target": "40"}), 0, actor=writer).target == "40"

    def test_another_word_needs_none(self, logged_in, writer, again):
        same = {"baseline": again.baseline, "target": again.target, "unit": again.unit}
        save(logged_in(writer), again, title="Mesas de diálogo celebradas", **same)
        again.refresh_from_db()
        assert again.title == "Mesas de diálogo celebradas"


def test_two_writers_of_tags_and_targets_see_both(logged_in, writer, activities):
    text = activities[1]
    items.change_item(text, text.parent, Wording({"tags": ["theirs"]}), 0, actor=writer)
    page = save(logged_in(writer), text, tags="mine, two")
    assert page.status_code == 409
    shown = page.content.decode()
    assert "theirs" in shown and "mine · two" in shown
    assert 'value="mine, two"' in shown  # mine can still be changed
