"""What a reviewer sees first, and what a coordinator finds beside the rows when writing the next round."""

import pytest
from django.urls import reverse

from actionplans.services import comments, items, plans, review
from actionplans.services.items import Wording
from tests import factories as make
from tests.actionplans.test_pages import queries


@pytest.fixture
def second(next_draft, asked, writer, text_of):
    """Version 2 in review, in which one title is another and one activity is gone."""
    row = text_of(next_draft, "Actividad con acuerdo")
    items.change_item(
        row, row.parent, Wording({"title": "Actividad con otro nombre"}, leads=[asked[0]]), 0, actor=writer
    )
    items.delete_item(text_of(next_draft, "Actividad sin acuerdo"), actor=writer)
    return review.open_review(next_draft, asked, make.in_a_week(), actor=writer)


def page_of(client, version, query: str = "") -> str:
    return client.get(reverse("actionplans:review", args=[version.pk]) + query).content.decode()


def test_only_what_changed_and_the_whole_plan_folded_away(second, representatives, logged_in):
    client = logged_in(representatives[0])
    assert '<details class="stack whole">' in page_of(client, second)
    assert '<details class="stack whole" open>' in page_of(client, second, "?all=1")


def test_a_first_version_has_nothing_to_fold(in_review, representatives, logged_in):
    assert "stack whole" not in page_of(logged_in(representatives[0]), in_review)


def test_a_change_leads_to_its_comments_and_to_a_new_one(second, asked, representatives, logged_in, text_of):
    item = text_of(second, "Actividad con otro nombre").item
    comments.add_comment(second, item, asked[0], "¿Por qué otro nombre?", actor=representatives[0])
    page = page_of(logged_in(representatives[0]), second)
    cards, _between, _whole = page.partition('<details class="stack whole">')
    add = reverse("actionplans:comment_create", args=[second.pk, item.uid])
    assert add in cards and f'href="?at={item.uid}#i-{item.uid}"' in cards and "1 comentario<" in cards


def test_what_is_removed_takes_no_comment(second, representatives, logged_in):
    page = page_of(logged_in(representatives[0]), second)
    cards = page.partition('<details class="stack whole">')[0]
    assert "Actividad sin acuerdo" in cards
    assert cards.count("/comments/add/") == 1


def test_no_link_to_comment_where_nothing_is_reviewed(second, representatives, logged_in):
    path = reverse("actionplans:compare", args=[second.pk, second.base_id])
    assert "/comments/add/" not in logged_in(representatives[0]).get(path).content.decode()


class TestWriting:
    @pytest.fixture
    def again(self, in_review, asked, representatives, writer, text_of):
        """Round 2, begun after remarks on two activities; one of them is gone from it, one remark is settled."""
        said = {}
        for title in ("Actividad con acuerdo", "Actividad sin acuerdo", "Objetivo de prueba"):
            item, words = text_of(in_review, title).item, f"Sobre {title}"
            said[title] = comments.add_comment(in_review, item, asked[0], words, actor=representatives[0])
        comments.resolve_comment(said["Objetivo de prueba"], actor=writer)
        review.withdraw_review(in_review, actor=writer)
        draft = plans.new_version(in_review.plan, actor=writer)
        items.delete_item(text_of(draft, "Actividad sin acuerdo"), actor=writer)
        return draft

    def test_open_remarks_stand_beside_their_rows_and_orphans_apart(self, again, in_review, writer, logged_in):
        page = logged_in(writer).get(reverse("actionplans:version_edit", args=[again.pk]))
        rows = {row["title"]: [one["text"] for one in row.get("said", ())] for row in page.context["rows"]}
        assert rows["Actividad con acuerdo"] == ["Sobre Actividad con acuerdo"]
        assert rows["Objetivo de prueba"] == []  # settled
        assert [one["text"] for one in page.context["gone"]] == ["Sobre Actividad sin acuerdo"]
        shown = page.content.decode()
        assert "1 comentario abierto sobre lo que ya no está en el borrador" in shown
        assert f"{reverse('actionplans:review', args=[in_review.pk])}?at=" in shown

    def test_at_no_cost(self, again, writer, logged_in):
        assert queries(logged_in(writer), reverse("actionplans:version_edit", args=[again.pk])) <= 8
