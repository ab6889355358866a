"""Comments as talks: replies, questions to somebody, suggestions, and what became of the text since."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actionplans.models import Comment, PlanVersion
from actionplans.services import comments, items, plans, publication, review, suggestions
from actionplans.services.items import Wording
from members.models import OutboxMail
from tests import factories as make


@pytest.fixture
def row(in_review, text_of):
    return text_of(in_review, "Actividad con acuerdo")


@pytest.fixture
def comment(in_review, row, asked, representatives) -> Comment:
    return comments.add_comment(in_review, row.item, asked[0], "¿Quién convoca?", actor=representatives[0])


@pytest.fixture
def suggested(in_review, row, asked, representatives) -> Comment:
    return comments.add_comment(
        in_review,
        row.item,
        asked[0],
        "Más claro así",
        field="title",
        suggestion="Actividad con acuerdo y fecha",
        actor=representatives[0],
    )


def told(event: str) -> list[int]:
    return sorted(OutboxMail.objects.filter(event=event).values_list("person", flat=True))


class TestTalks:
    def test_a_reply_is_told_to_who_talks_not_to_its_author(self, comment, in_review, row, asked, representatives):
        first, second = representatives
        answer = comments.add_comment(in_review, row.item, asked[1], "Nosotros", reply_to=comment, actor=second)
        assert told("comment_replied") == [first.person.pk]
        deeper = comments.add_comment(in_review, row.item, asked[0], "Gracias", reply_to=answer, actor=first)
        assert deeper.reply_to == comment  # one level
        assert told("comment_replied") == sorted([first.person.pk, second.person.pk])

    def test_who_is_asked_gets_one_mail(self, comment, in_review, row, asked, representatives):
        first, second = representatives
        comments.add_comment(in_review, row.item, asked[1], "¿Y?", asks=[first.person], reply_to=comment, actor=second)
        assert (told("comment_asked"), told("comment_replied")) == ([first.person.pk], [])

    def test_only_readers_can_be_asked(self, in_review, row, representatives, logged_in):
        outsider = make.PersonFactory()
        path = reverse("actionplans:comment_create", args=[in_review.pk, row.item.uid])
        data = {"organization": representatives[0].person.organization.pk, "text": "Mi pregunta", "asks": outsider.pk}
        answer = logged_in(representatives[0]).post(path, data)
        assert (answer.status_code, "Mi pregunta" in answer.content.decode()) == (200, True)
        assert not Comment.objects.exists()

    def test_opened_again(self, comment, representatives):
        comments.resolve_comment(comment, actor=representatives[0])
        with pytest.raises(PermissionDenied):
            comments.reopen_comment(comment, actor=representatives[1])
        assert comments.reopen_comment(comment, actor=representatives[0]).resolved_at is None

    def test_a_reply_by_the_page_stands_in_the_thread(self, comment, in_review, row, representatives, logged_in):
        path = reverse("actionplans:comment_create", args=[in_review.pk, row.item.uid]) + f"?reply={comment.pk}"
        client = logged_in(representatives[1])
        assert "¿Quién convoca?" in client.get(path).content.decode()
        client.post(path, {"organization": representatives[1].person.organization.pk, "text": "Nosotros"})
        assert Comment.objects.get(text="Nosotros").reply_to == comment


class TestSuggestions:
    def test_needs_other_words_for_a_part(self, in_review, row, asked, representatives):
        for field, words in [("", "Otras"), ("dates", "Otras"), ("title", row.title)]:
            with pytest.raises(comments.NothingSuggested):
                comments.add_comment(
                    in_review, row.item, asked[0], "Así", field=field, suggestion=words, actor=representatives[0]
                )

    def test_accepted_it_goes_into_the_next_draft(self, suggested, in_review, writer, text_of):
        suggestions.decide(suggested, accept=True, actor=writer)
        draft = plans.new_version(review.withdraw_review(in_review, actor=writer).plan, actor=writer)
        assert text_of(draft, "Actividad con acuerdo y fecha").item == suggested.item
        suggested.refresh_from_db()
        assert (suggested.taken_in, suggested.decision) == (draft, "accepted")

    def test_into_the_open_draft_at_once(self, suggested, in_review, writer, text_of):
        publication.publish(in_review, actor=writer)
        draft = plans.new_version(in_review.plan, actor=writer)
        assert suggestions.decide(suggested, accept=True, actor=writer).taken_in == draft
        assert text_of(draft, "Actividad con acuerdo y fecha").lock_version == 1

    def test_nothing_newer_is_overwritten(self, suggested, in_review, writer, text_of, logged_in):
        publication.publish(in_review, actor=writer)
        draft = plans.new_version(in_review.plan, actor=writer)
        row = text_of(draft, "Actividad con acuerdo")
        items.change_item(row, row.parent, Wording({"title": "Reescrita"}), 0, actor=writer)
        assert suggestions.decide(suggested, accept=True, actor=writer).taken_in is None
        page = logged_in(writer).get(reverse("actionplans:version_edit", args=[draft.pk])).content.decode()
        assert ("1 sugerencia aceptada no está en el borrador" in page, "Actividad con acuerdo y fecha" in page) == (
            True,
            True,
        )
        logged_in(writer).post(reverse("actionplans:suggestion_done", args=[suggested.pk]))
        assert not suggestions.waiting(draft)
        with pytest.raises(suggestions.NotWaiting):
            suggestions.done_by_hand(suggested, actor=writer)

    def test_declined_it_changes_nothing(self, suggested, in_review, writer, text_of):
        suggestions.decide(suggested, accept=False, actor=writer)
        draft = plans.new_version(review.withdraw_review(in_review, actor=writer).plan, actor=writer)
        assert text_of(draft, "Actividad con acuerdo")

    def test_once_by_writers(self, suggested, comment, representatives, writer):
        with pytest.raises(PermissionDenied):
            suggestions.decide(suggested, accept=True, actor=representatives[0])
        suggestions.decide(suggested, accept=False, actor=writer)
        for one in (suggested, comment):
            with pytest.raises(suggestions.DecidedAlready):
                suggestions.decide(one, accept=True, actor=writer)

    def test_shown_by_word_with_its_buttons(self, suggested, in_review, writer, representatives, logged_in):
        path = reverse("actionplans:review", args=[in_review.pk])
        page = logged_in(writer).get(path).content.decode()
        assert "<ins>" in page
        decide = reverse("actionplans:comment_decide", args=[suggested.pk])
        assert decide in page
        assert decide not in logged_in(representatives[0]).get(path).content.decode()
        answer = logged_in(writer).post(decide, {"accept": "1"}, follow=True).content.decode()
        assert "aceptada" in answer


class TestTooLong:
    LONG = "palabra " * 40

    def test_is_said_beside_the_field_and_stays_typed(self, in_review, row, representatives, logged_in):
        path = reverse("actionplans:comment_create", args=[in_review.pk, row.item.uid])
        data = {"organization": representatives[0].person.organization.pk, "text": "Así", "field": "title"}
        page = logged_in(representatives[0]).post(path, data | {"suggestion": self.LONG}).content.decode()
        assert "300 letras" in page and self.LONG.strip() in page
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("field", ["title", "title_en"])
    def test_is_refused(self, in_review, row, asked, representatives, field):
        with pytest.raises(suggestions.TooLong):
            comments.add_comment(
                in_review, row.item, asked[0], "Así", field=field, suggestion=self.LONG, actor=representatives[0]
            )

    def test_one_from_before_blocks_no_version_and_stays_listed(self, suggested, in_review, writer, logged_in):
        Comment.objects.filter(pk=suggested.pk).update(suggestion=self.LONG)
        suggestions.decide(suggested, accept=True, actor=writer)
        draft = plans.new_version(review.withdraw_review(in_review, actor=writer).plan, actor=writer)
        assert [one.pk for one in suggestions.waiting(draft)] == [suggested.pk]
        page = logged_in(writer).get(reverse("actionplans:version_edit", args=[draft.pk])).content.decode()
        assert self.LONG.strip() in page

    def test_a_text_may_be_longer(self, in_review, row, asked, representatives):
        made = comments.add_comment(
            in_review, row.item, asked[0], "Así", field="text", suggestion=self.LONG, actor=representatives[0]
        )
        assert made.suggestion == self.LONG

    def test_a_title_is_one_line(self, in_review, row, asked, representatives):
        made = comments.add_comment(
            in_review, row.item, asked[0], "Así", field="title", suggestion="Dos\r\nlíneas", actor=representatives[0]
        )
        assert made.suggestion == "Dos líneas"


class TestOrphaned:
    @pytest.fixture
    def again(self, comment, in_review, asked, writer, text_of) -> PlanVersion:
        """The next round, without the activity that was talked about."""
        draft = plans.new_version(review.withdraw_review(in_review, actor=writer).plan, actor=writer)
        items.delete_item(text_of(draft, "Actividad con acuerdo"), actor=writer)
        return review.open_review(draft, asked, make.in_a_week(), actor=writer)

    def test_the_talk_goes_on_by_its_link(self, comment, again, representatives, logged_in):
        client = logged_in(representatives[1])
        page = client.get(reverse("actionplans:review", args=[again.pk])).content.decode()
        path = reverse("actionplans:comment_create", args=[again.pk, comment.item.uid]) + f"?reply={comment.pk}"
        assert path in page
        assert "Actividad con acuerdo" in client.get(path).content.decode()
        data = {"organization": representatives[1].person.organization.pk, "text": "Ya no está"}
        assert client.post(path, data).status_code == 302
        assert Comment.objects.get(text="Ya no está").reply_to == comment
        assert "Ya no está" in client.get(reverse("actionplans:review", args=[again.pk])).content.decode()

    def test_nothing_new_begins_there(self, comment, again, representatives, logged_in):
        path = reverse("actionplans:comment_create", args=[again.pk, comment.item.uid])
        assert logged_in(representatives[1]).get(path).status_code == 404
        other = f"{path}?reply={comment.pk + 1}"
        assert logged_in(representatives[1]).get(other).status_code == 404


class TestLater:
    def test_text_changed_since(self, comment, in_review, row, asked, writer, representatives, text_of, logged_in):
        draft = plans.new_version(review.withdraw_review(in_review, actor=writer).plan, actor=writer)
        newer = text_of(draft, "Actividad con acuerdo")
        wording = Wording({"title": "Actividad con acuerdo firmado"}, leads=[asked[0]])
        items.change_item(newer, newer.parent, wording, 0, actor=writer)
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        path = reverse("actionplans:review", args=[draft.pk])
        page = logged_in(representatives[0]).get(path).content.decode()
        assert "el texto cambió desde entonces" in page

    def test_untouched_says_nothing(self, comment, in_review, asked, writer, representatives, logged_in):
        draft = plans.new_version(review.withdraw_review(in_review, actor=writer).plan, actor=writer)
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        page = logged_in(representatives[0]).get(reverse("actionplans:review", args=[draft.pk])).content.decode()
        assert "¿Quién convoca?" in page
        assert "el texto cambió desde entonces" not in page

    def test_each_reads_what_changed_since_it_endorsed(
        self, in_review, asked, writer, representatives, text_of, logged_in
    ):
        """One endorsed round 1, the other nothing: round 3 is compared with round 1 for one, with round 2 for all."""
        review.take_stance(in_review, asked[0], "endorse", actor=representatives[0])
        version = in_review
        changed = [("Actividad sin acuerdo", "Segunda palabra"), ("Mesas celebradas", "Tercera palabra")]
        for former, title in changed:
            version = plans.new_version(review.withdraw_review(version, actor=writer).plan, actor=writer)
            row = text_of(version, former)
            items.change_item(row, row.parent, Wording({"title": title}), 0, actor=writer)
            review.open_review(version, asked, make.in_a_week(), actor=writer)
        path = reverse("actionplans:review", args=[version.pk])
        own = logged_in(representatives[0]).get(path).context["changes"]
        other = logged_in(representatives[1]).get(path).context["changes"]
        assert (own["is_endorsed"], other["is_endorsed"]) == (True, False)
        assert own["sentence"] != other["sentence"]
