"""Each page of the life of a plan: who gets what, and at what cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import Comment, PlanVersion
from actionplans.services import comments, items, review
from actionplans.services.items import Wording
from tests import factories as make

PAGES = ["version_detail", "review", "version_edit", "plan_detail", "plan_list", "agreements_without_plan"]


def address(name: str, version: PlanVersion) -> str:
    by_plan = {"plan_detail", "agreements_without_plan"}
    arguments = [] if name == "plan_list" else [version.plan_id if name in by_plan else version.pk]
    return reverse(f"actionplans:{name}", args=arguments)


def fill(draft, writer, text_of, asked, n: int) -> None:
    objective = text_of(draft, "Objetivo de prueba")
    for number in range(n):
        wording = Wording({"title": f"Actividad {number}"}, leads=[asked[0]], supports=[asked[1]])
        items.add_item(draft, "activity", objective, wording, actor=writer)
        make.AgreementFactory(sequence=number + 50)


def queries(client, path: str) -> int:
    """How many, without those that only note when a session was last seen."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(
        [
            one
            for one in seen.captured_queries
            if not re.search('usersessions|SAVEPOINT|UPDATE "django_session"', one["sql"])
        ]
    )


@pytest.mark.parametrize("n", [1, 30])
@pytest.mark.parametrize("name", [page for page in PAGES if page != "review"])
def test_pages_about_a_draft_cost_the_same_whatever_it_holds(draft, writer, asked, text_of, logged_in, name, n):
    fill(draft, writer, text_of, asked, n)
    assert queries(logged_in(writer), address(name, draft)) <= 8


@pytest.mark.parametrize("n", [1, 30])
@pytest.mark.parametrize("name", ["version_detail", "review", "plan_detail", "plan_list"])
def test_pages_about_a_review_cost_the_same_whatever_it_holds(
    draft, writer, asked, representatives, text_of, logged_in, name, n
):
    fill(draft, writer, text_of, asked, n)
    review.open_review(draft, asked, make.in_a_week(), actor=writer)
    draft.refresh_from_db()
    for row in draft.items.select_related("item"):
        comments.add_comment(draft, row.item, asked[0], "Comentario", actor=representatives[0])
    review.take_stance(draft, asked[0], "reservations", "Falta el plazo", actor=representatives[0])
    for user in (writer, representatives[0]):
        assert queries(logged_in(user), address(name, draft)) <= 8


def test_a_later_versions_review_costs_no_more(next_draft, writer, representatives, asked, text_of, logged_in):
    row = text_of(next_draft, "Actividad sin acuerdo")
    gone = text_of(next_draft, "Mesas celebradas")
    Comment.objects.create(
        item=gone.item,
        version=next_draft.base,
        author=representatives[0].person,
        organization=asked[0],
        text="De lo que ya no está",
    )
    items.change_item(row, row.parent, Wording({"title": "Actividad cambiada"}), 0, actor=writer)
    items.delete_item(gone, actor=writer)
    review.open_review(next_draft, asked, make.in_a_week(), actor=writer)
    path = address("review", next_draft)
    assert queries(logged_in(representatives[0]), path) <= 8
    page = logged_in(representatives[0]).get(path).content.decode()
    assert "De lo que ya no está" in page
    assert re.search("<ins>(?:(?!</ins>).)*cambiada", page)


class TestVersionPage:
    def test_a_draft_does_not_exist_for_representatives(self, draft, representatives, logged_in):
        reader = logged_in(representatives[0])
        for name in ("version_detail", "version_edit", "review", "plan_detail"):
            assert reader.get(address(name, draft)).status_code == 404

    def test_it_says_its_state_and_its_hash(self, published_version, representatives, logged_in):
        published_version.refresh_from_db()
        page = logged_in(representatives[0]).get(published_version.get_absolute_url()).content.decode()
        assert published_version.content_sha256 in page
        assert "Actividad con acuerdo" in page

    def test_a_superseded_version_leads_to_the_one_in_force(
        self, published_version, next_draft, writer, asked, representatives, logged_in
    ):
        from_review = review.open_review(next_draft, asked, make.in_a_week(), actor=writer)
        page = reverse("actionplans:publish", args=[from_review.pk])
        assert logged_in(writer).post(page).status_code == 302
        shown = logged_in(representatives[0]).get(published_version.get_absolute_url())
        assert shown.context["successor"] == next_draft
        assert next_draft.get_absolute_url() in shown.content.decode()

    def test_origins_are_links_only_for_who_may_see_the_meeting(
        self, published_version, agreement, representatives, logged_in
    ):
        link = f'href="{agreement.get_absolute_url()}"'
        inside = logged_in(representatives[0]).get(published_version.get_absolute_url()).content.decode()
        outside = logged_in(make.representative()).get(published_version.get_absolute_url()).content.decode()
        assert link in inside
        assert agreement.number in outside
        assert link not in outside


class TestEditor:
    def test_a_frozen_version_is_not_edited(self, in_review, writer, logged_in):
        response = logged_in(writer).get(address("version_edit", in_review), follow=True)
        assert response.redirect_chain[-1][0] == in_review.get_absolute_url()

    def test_a_whole_plan_by_forms(self, writer, asked, agreement, logged_in):
        client = logged_in(writer)
        client.post(
            reverse("actionplans:plan_create"),
            {"title": "Plan nuevo", "starts_on": "2018-05-01", "ends_on": "2020-12-31"},
        )
        draft = PlanVersion.objects.get(plan__title="Plan nuevo")
        add = reverse("actionplans:item_create", args=[draft.pk])
        client.post(f"{add}?kind=line", {"title": "Línea", "lock_version": 0})
        line = draft.items.get()
        client.post(f"{add}?parent={line.pk}", {"title": "Objetivo", "parent": line.pk, "lock_version": 0})
        objective = draft.items.get(title="Objetivo")
        form = client.get(f"{add}?agreement={agreement.pk}").context["form"]
        assert (form.kind, form["title"].value(), form["leads"].value()) == ("activity", agreement.text, [asked[0].pk])
        assert (form["ends_on"].value(), form["agreements"].value()) == (agreement.due_on, [agreement.pk])
        posted = {
            "title": agreement.text,
            "parent": objective.pk,
            "leads": [asked[0].pk],
            "agreements": [agreement.pk],
            "lock_version": 0,
        }
        assert client.post(f"{add}?agreement={agreement.pk}", posted).status_code == 302
        assert draft.items.get(parent=objective).item.origins.get().agreement == agreement

    @pytest.mark.parametrize(
        "asks", ["?parent=0", "?parent=x", "?parent=99999999999999999999", "?agreement=-1", "?swot=²"]
    )
    def test_an_address_that_asks_for_nonsense(self, draft, writer, logged_in, asks):
        path = reverse("actionplans:item_create", args=[draft.pk])
        assert logged_in(writer).get(f"{path}?{asks}").status_code == 200

    def test_dates_in_the_wrong_order_are_said_beside_the_field(self, draft, writer, text_of, logged_in):
        row = text_of(draft, "Actividad con acuerdo")
        path = reverse("actionplans:item_update", args=[row.pk])
        posted = {
            "title": row.title,
            "parent": row.parent_id,
            "starts_on": "2018-06-01",
            "ends_on": "2018-05-01",
            "lock_version": 0,
        }
        response = logged_in(writer).post(path, posted)
        assert response.status_code == 200
        assert "ends_on" in response.context["form"].errors

    def test_two_writers_both_texts_are_shown_and_nothing_is_lost(self, draft, writer, text_of, logged_in):
        row = text_of(draft, "Actividad con acuerdo")
        path, client = reverse("actionplans:item_update", args=[row.pk]), logged_in(writer)
        theirs = Wording({"title": "Título de ella", "baseline": "5", "text": row.text})
        items.change_item(row, row.parent, theirs, 0, actor=writer)
        posted = {"title": "Título mío", "text": row.text, "parent": row.parent_id, "lock_version": 0}
        response = client.post(path, posted)
        page = response.content.decode()
        assert response.status_code == 409
        assert all(words in page for words in ("Actividad con acuerdo", "Título de ella", "Título mío"))
        form = response.context["form"]
        assert (form["title"].value(), form["lock_version"].value()) == ("Título mío", 1)
        kept = client.post(path, posted | {"lock_version": 1})
        assert kept.status_code == 302
        row.refresh_from_db()
        assert (row.title, row.lock_version) == ("Título mío", 2)

    def test_what_only_the_other_changed_is_kept(self, draft, writer, text_of, logged_in):
        row = text_of(draft, "Actividad con acuerdo")
        theirs = Wording({"title": row.title, "text": "Texto de ella"})
        items.change_item(row, row.parent, theirs, 0, actor=writer)
        posted = {"title": "Título mío", "text": row.text, "parent": row.parent_id, "lock_version": 0}
        shown = logged_in(writer).post(reverse("actionplans:item_update", args=[row.pk]), posted).context["differences"]
        assert {(one.name, one.chosen) for one in shown} >= {("title", "mine"), ("text", "saved")}

    def test_removing_asks_first(self, draft, writer, text_of, logged_in):
        row = text_of(draft, "Actividad con acuerdo")
        path, client = reverse("actionplans:item_delete", args=[row.pk]), logged_in(writer)
        assert "Mesas celebradas" in client.get(path).content.decode()
        assert draft.items.count() == 5
        client.post(path)
        assert draft.items.count() == 3


class TestReviewPages:
    def test_a_representative_answers_and_comments(self, in_review, representatives, asked, text_of, logged_in):
        client = logged_in(representatives[0])
        item = text_of(in_review, "Actividad con acuerdo").item
        comment = reverse("actionplans:comment_create", args=[in_review.pk, item.uid])
        client.post(comment, {"text": "¿Quién convoca?", "organization": asked[0].pk})
        stance = reverse("actionplans:stance", args=[in_review.pk])
        refused = client.post(stance, {"stance": "reservations", "organization": asked[0].pk})
        assert "statement" in refused.context["form"].errors
        client.post(stance, {"stance": "reservations", "statement": "Falta el plazo", "organization": asked[0].pk})
        page = logged_in(representatives[1]).get(address("review", in_review)).content.decode()
        assert all(words in page for words in ("¿Quién convoca?", "Falta el plazo", asked[0].name))

    def test_silence_is_shown(self, in_review, writer, asked, logged_in):
        answers = logged_in(writer).get(address("review", in_review)).context["answers"]
        assert (answers.answered, answers.asked) == (0, 2)
        assert {one.name for one in answers.silent} == {one.name for one in asked}

    def test_not_in_another_organizations_name(self, in_review, representatives, asked, logged_in):
        stance = reverse("actionplans:stance", args=[in_review.pk])
        response = logged_in(representatives[0]).post(stance, {"stance": "endorse", "organization": asked[1].pk})
        assert "organization" in response.context["form"].errors

    def test_sending_to_review_by_form(self, draft, writer, asked, logged_in):
        path, client = reverse("actionplans:review_open", args=[draft.pk]), logged_in(writer)
        late = {"closes_on": "2018-05-18", "closes_time": "17:00", "organizations": [asked[0].pk]}
        assert "closes_on" in client.post(path, late).context["form"].errors
        assert client.post(path, late | {"closes_on": "2999-05-18"}).status_code == 302
        draft.refresh_from_db()
        assert draft.state == "in_review"

    def test_an_empty_plan_is_not_sent(self, writer, logged_in):
        draft = make.PlanVersionFactory()
        response = logged_in(writer).get(reverse("actionplans:review_open", args=[draft.pk]))
        assert response.url == address("version_edit", draft)

    def test_a_lost_race_is_told_in_words(self, published_version, writer, logged_in):
        response = logged_in(writer).post(reverse("actionplans:publish", args=[published_version.pk]), follow=True)
        assert response.status_code == 200
        assert list(response.context["messages"])

    def test_publishing_says_what_will_happen_and_does_nothing_by_get(self, in_review, writer, logged_in):
        response = logged_in(writer).get(reverse("actionplans:publish", args=[in_review.pk]))
        in_review.refresh_from_db()
        assert (response.context["told"], in_review.state) == (2, "in_review")
        assert in_review.content_sha256 in response.content.decode()

    def test_another_round_after_taking_it_back(self, in_review, writer, logged_in):
        client = logged_in(writer)
        client.post(reverse("actionplans:review_withdraw", args=[in_review.pk]))
        response = client.post(reverse("actionplans:version_new", args=[in_review.plan_id]))
        again = PlanVersion.objects.get(state="draft")
        assert (again.number, again.round) == (1, 2)
        assert response.url == address("version_edit", again)
        twice = client.post(reverse("actionplans:version_new", args=[in_review.plan_id]))
        assert twice.url == in_review.plan.get_absolute_url()


class TestOrigins:
    def test_an_agreement_leaves_the_list_once_a_plan_takes_it_up(self, draft, agreement, writer, logged_in):
        loose = make.AgreementFactory(meeting=agreement.meeting, sequence=9)
        page = logged_in(writer).get(address("agreements_without_plan", draft)).context["page"]
        assert page.rows == [loose]

    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
    def test_where_an_agreement_went(self, draft, agreement, writer, representatives, logged_in, headers):
        path = reverse("actionplans:for_agreement", args=[agreement.pk])
        assert "Actividad con acuerdo" in logged_in(writer).get(path, headers=headers).content.decode()
        hidden = logged_in(representatives[0]).get(path, headers=headers).content.decode()
        assert "Actividad con acuerdo" not in hidden
        assert ("<html" in hidden) is not bool(headers)
