"""Writing a draft: adding, changing, moving and removing items."""

import pytest
from django.core.exceptions import PermissionDenied

from actionplans.models import Comment, Origin, PlanItem, PlanVersion, VersionItem
from actionplans.services import items, places
from actionplans.services.errors import ItemGone, NotADraft, StaleItem, WrongParent
from actionplans.services.items import Wording


def titles(version, parent=None) -> list[str]:
    rows = VersionItem.objects.filter(version=version, parent=parent).order_by("order")
    assert [row.order for row in rows] == list(range(1, len(rows) + 1))
    return [row.title for row in rows]


@pytest.fixture
def objective(draft, text_of):
    return text_of(draft, "Objetivo de prueba")


@pytest.fixture
def activity(draft, text_of):
    return text_of(draft, "Actividad con acuerdo")


def test_a_new_item_is_last_among_its_siblings(draft, objective, writer):
    items.add_item(draft, "activity", objective, Wording({"title": "Tercera"}), actor=writer)
    assert titles(draft, objective) == ["Actividad con acuerdo", "Actividad sin acuerdo", "Tercera"]


def test_who_is_responsible_and_where_it_comes_from(activity, asked, agreement):
    roles = dict(activity.responsibilities.values_list("organization", "role"))
    assert roles == {asked[0].pk: "lead", asked[1].pk: "support"}
    assert list(activity.item.origins.values_list("agreement", "swot_item")) == [(agreement.pk, None)]


def test_whoever_leads_does_not_also_support(draft, objective, asked, writer):
    both = Wording({"title": "Cuarta"}, leads=[asked[0]], supports=asked)
    row = items.add_item(draft, "activity", objective, both, actor=writer)
    assert dict(row.responsibilities.values_list("organization", "role")) == {
        asked[0].pk: "lead",
        asked[1].pk: "support",
    }


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("line", "Línea de prueba"),
        ("objective", None),
        ("objective", "Objetivo de prueba"),
        ("activity", None),
        ("activity", "Línea de prueba"),
        ("indicator", "Objetivo de prueba"),
        ("activity", "Mesas celebradas"),
    ],
)
def test_each_kind_has_its_place(draft, writer, text_of, kind, parent):
    with pytest.raises(WrongParent):
        items.add_item(draft, kind, parent and text_of(draft, parent), Wording({"title": "Nueva"}), actor=writer)
    assert not VersionItem.objects.filter(title="Nueva").exists()


def test_no_parent_from_another_version(withdrawn, writer, text_of):
    there = text_of(withdrawn, "Línea de prueba")
    other = PlanVersion.objects.create(plan=withdrawn.plan, number=1, round=2)
    with pytest.raises(WrongParent):
        items.add_item(other, "objective", there, Wording({"title": "Nueva"}), actor=writer)


def test_changing_words_responsible_and_origins(activity, objective, asked, weakness, writer):
    wording = Wording({"title": "Otra", "text": "Nuevo"}, leads=[asked[1]], swot_items=[weakness])
    changed = items.change_item(activity, objective, wording, 0, actor=writer)
    assert (changed.title, changed.text, changed.lock_version) == ("Otra", "Nuevo", 1)
    assert list(changed.responsibilities.values_list("organization", "role")) == [(asked[1].pk, "lead")]
    assert list(changed.item.origins.values_list("agreement", "swot_item")) == [(None, weakness.pk)]


def test_the_second_of_two_writers_loses_nothing_silently(activity, objective, writer):
    items.change_item(activity, objective, Wording({"title": "La primera"}), 0, actor=writer)
    with pytest.raises(StaleItem) as refused:
        items.change_item(activity, objective, Wording({"title": "La segunda"}), 0, actor=writer)
    assert refused.value.current.title == "La primera"
    activity.refresh_from_db()
    assert activity.title == "La primera"


def test_another_parent_renumbers_both_places(draft, activity, writer, text_of):
    line = text_of(draft, "Línea de prueba")
    second = items.add_item(draft, "objective", line, Wording({"title": "Segundo objetivo"}), actor=writer)
    items.change_item(activity, second, Wording({"title": activity.title}), 0, actor=writer)
    assert titles(draft, second) == ["Actividad con acuerdo"]
    assert titles(draft, activity.parent) == ["Actividad sin acuerdo"]


@pytest.mark.parametrize(
    ("title", "up", "expected"),
    [
        ("Actividad sin acuerdo", True, ["Actividad sin acuerdo", "Actividad con acuerdo"]),
        ("Actividad con acuerdo", False, ["Actividad sin acuerdo", "Actividad con acuerdo"]),
        ("Actividad con acuerdo", True, ["Actividad con acuerdo", "Actividad sin acuerdo"]),
        ("Actividad sin acuerdo", False, ["Actividad con acuerdo", "Actividad sin acuerdo"]),
    ],
)
def test_moving_up_and_down(draft, objective, writer, text_of, title, up, expected):
    places.move_item(text_of(draft, title), up, actor=writer)
    assert titles(draft, objective) == expected


def test_removing_takes_what_is_below_and_renumbers(draft, activity, objective, writer):
    identity = activity.item
    assert items.delete_item(activity, actor=writer) == 2
    assert titles(draft, objective) == ["Actividad sin acuerdo"]
    assert not PlanItem.objects.filter(pk=identity.pk).exists()
    assert not Origin.objects.filter(item=identity).exists()


def test_an_item_of_an_earlier_version_keeps_its_identity(next_draft, published_version, writer, text_of):
    row = text_of(next_draft, "Actividad con acuerdo")
    items.delete_item(row, actor=writer)
    assert PlanItem.objects.filter(pk=row.item_id).exists()
    assert text_of(published_version, "Actividad con acuerdo").item_id == row.item_id


def test_an_item_with_a_comment_stays_for_the_comment(draft, activity, writer):
    person = writer.person
    Comment.objects.create(
        item=activity.item, version=draft, author=person, organization=person.organization, text="Comentario de prueba"
    )
    items.delete_item(activity, actor=writer)
    assert PlanItem.objects.filter(pk=activity.item_id).exists()


def test_what_is_gone_is_said_to_be_gone(activity, objective, writer):
    items.delete_item(activity, actor=writer)
    with pytest.raises(ItemGone):
        places.move_item(activity, True, actor=writer)
    with pytest.raises(ItemGone):
        items.change_item(activity, objective, Wording({"title": "Otra"}), 0, actor=writer)


def test_nothing_changes_in_a_version_that_left_the_draft_state(in_review, writer, text_of):
    row = text_of(in_review, "Actividad con acuerdo")
    for act in (
        lambda: items.add_item(in_review, "line", None, Wording({"title": "Nueva"}), actor=writer),
        lambda: items.change_item(row, row.parent, Wording({"title": "Otra"}), 0, actor=writer),
        lambda: places.move_item(row, False, actor=writer),
        lambda: items.delete_item(row, actor=writer),
    ):
        with pytest.raises(NotADraft):
            act()


def test_only_writers_write(draft, activity, representatives):
    reader = representatives[0]
    for act in (
        lambda: items.add_item(draft, "line", None, Wording({"title": "Nueva"}), actor=reader),
        lambda: items.change_item(activity, activity.parent, Wording({"title": "Otra"}), 0, actor=reader),
        lambda: places.move_item(activity, False, actor=reader),
        lambda: items.delete_item(activity, actor=reader),
    ):
        with pytest.raises(PermissionDenied):
            act()
