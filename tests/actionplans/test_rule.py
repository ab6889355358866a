"""What the alliance asks before a version is in force; answers to dissent; more time."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actionplans.models import DissentAnswer, PublicationRule
from actionplans.services import publication, review, rules
from actionplans.services.errors import DeadlineInThePast, NotInReview, NotLater
from members.models import OutboxMail
from tests import factories as make


@pytest.fixture(autouse=True)
def as_it_comes(settings):
    """What an alliance has before it sets anything."""
    settings.PUBLICATION_RULE = {"percent": 50, "dissent_answered": True, "after_deadline": True}


@pytest.fixture
def over(in_review):
    """The time to answer is over."""
    review_round = in_review.review
    review_round.opened_at = timezone.now() - datetime.timedelta(days=2)
    review_round.closes_at = timezone.now() - datetime.timedelta(minutes=1)
    review_round.save()
    return in_review


def said(version, organization, user, stance, statement=""):
    return review.take_stance(version, organization, stance, statement, actor=user)


def test_not_while_somebody_may_still_answer(in_review, asked, representatives, writer):
    said(in_review, asked[0], representatives[0], "endorse")
    with pytest.raises(rules.RuleNotMet):
        publication.publish(in_review, actor=writer)
    said(in_review, asked[1], representatives[1], "abstain")
    assert publication.publish(in_review, actor=writer).state == "published"


@pytest.mark.parametrize(("stance", "counts"), [("endorse", True), ("reservations", True), ("abstain", False)])
def test_half_have_to_endorse(in_review, asked, representatives, writer, stance, counts):
    said(in_review, asked[0], representatives[0], stance, "Con plazo")
    said(in_review, asked[1], representatives[1], "abstain")
    if counts:
        assert publication.publish(in_review, actor=writer).state == "published"
    else:
        with pytest.raises(rules.RuleNotMet) as refused:
            publication.publish(in_review, actor=writer)
        assert "0 de 2 respaldan; se necesitan 1 (50 %)" in refused.value.words


def test_reservations_may_not_count(in_review, asked, representatives, writer):
    rules.set_rule(
        PublicationRule(percent=50, reservations_count=False, dissent_answered=False, after_deadline=False),
        actor=writer,
    )
    said(in_review, asked[0], representatives[0], "reservations", "Con plazo")
    with pytest.raises(rules.RuleNotMet):
        publication.publish(in_review, actor=writer)


def test_silence_endorses_nothing(over, writer):
    with pytest.raises(rules.RuleNotMet):
        publication.publish(over, actor=writer)


def test_a_dissent_waits_for_its_answer(in_review, asked, representatives, writer):
    said(in_review, asked[0], representatives[0], "endorse")
    dissent = said(in_review, asked[1], representatives[1], "dissent", "Falta presupuesto")
    with pytest.raises(rules.RuleNotMet) as refused:
        publication.publish(in_review, actor=writer)
    assert "1 disenso" in refused.value.words
    rules.answer_dissent(dissent, " Lo buscamos juntos. ", actor=writer)
    assert publication.publish(in_review, actor=writer).state == "published"


class TestAnswers:
    @pytest.fixture
    def dissent(self, in_review, asked, representatives):
        return said(in_review, asked[1], representatives[1], "dissent", "Falta presupuesto")

    def test_stands_beside_it_and_is_mailed(self, dissent, in_review, writer, representatives, logged_in):
        rules.answer_dissent(dissent, " Lo buscamos juntos. ", actor=writer)
        mail = OutboxMail.objects.get(event="dissent_answered")
        assert (mail.person, "Lo buscamos juntos." in mail.text) == (representatives[1].person, True)
        page = logged_in(representatives[0]).get(reverse("actionplans:review", args=[in_review.pk]))
        assert "Lo buscamos juntos." in page.content.decode()

    def test_once(self, dissent, writer):
        rules.answer_dissent(dissent, "Sí", actor=writer)
        with pytest.raises(rules.NoDissent):
            rules.answer_dissent(dissent, "Otra vez", actor=writer)
        assert OutboxMail.objects.filter(event="dissent_answered").count() == 1

    def test_not_of_a_stance_that_changed(self, dissent, in_review, asked, representatives, writer):
        said(in_review, asked[1], representatives[1], "endorse")
        with pytest.raises(rules.NoDissent):
            rules.answer_dissent(dissent, "Tarde", actor=writer)

    def test_a_dissent_said_anew_needs_a_new_answer(self, dissent, in_review, asked, representatives, writer):
        rules.answer_dissent(dissent, "Sí", actor=writer)
        said(in_review, asked[0], representatives[0], "endorse")
        said(in_review, asked[1], representatives[1], "dissent", "Tampoco hay fechas")
        with pytest.raises(rules.RuleNotMet):
            publication.publish(in_review, actor=writer)

    def test_by_writers_while_in_review(self, dissent, in_review, representatives, writer):
        with pytest.raises(PermissionDenied):
            rules.answer_dissent(dissent, "No", actor=representatives[0])
        review.withdraw_review(in_review, actor=writer)
        with pytest.raises(NotInReview):
            rules.answer_dissent(dissent, "Tarde", actor=writer)

    def test_an_account_without_a_person_is_told_so_and_keeps_its_words(self, dissent, logged_in):
        path = reverse("actionplans:dissent_answer", args=[dissent.pk])
        answer = logged_in(make.administrator()).post(path, {"text": "Lo que escribí"})
        page = answer.content.decode()
        assert answer.status_code == 200 and "Lo que escribí" in page
        assert "ninguna persona del directorio" in page
        assert not DissentAnswer.objects.exists()

    def test_an_empty_answer_keeps_the_page(self, dissent, writer, logged_in):
        path = reverse("actionplans:dissent_answer", args=[dissent.pk])
        assert logged_in(writer).post(path, {"text": "  "}).status_code == 200
        assert not DissentAnswer.objects.exists()
        logged_in(writer).post(path, {"text": "Sí"})
        again = logged_in(writer).post(path, {"text": "Lo que escribí"})
        assert "Lo que escribí" in again.content.decode()


@pytest.mark.django_db(transaction=True)
def test_at_once_one_answer(in_review, asked, representatives, writer):
    dissent = said(in_review, asked[1], representatives[1], "dissent", "Falta presupuesto")
    outcomes = []

    def answer(words: str) -> None:
        try:
            rules.answer_dissent(dissent, words, actor=writer)
            outcomes.append("done")
        except rules.NoDissent:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[f"Respuesta {n}"]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["refused"] * 3]
    assert OutboxMail.objects.filter(event="dissent_answered").count() == 1


class TestTheRulesPage:
    path = "/plans/rule/"

    def test_is_set_once_for_all(self, writer, logged_in, in_review, asked, representatives):
        page = logged_in(writer).get(self.path).content.decode()
        assert 'value="50"' in page
        logged_in(writer).post(self.path, {"percent": "100", "reservations_count": "on"})
        rule = PublicationRule.objects.get()
        assert (rule.percent, rule.reservations_count, rule.dissent_answered, rule.after_deadline) == (
            100,
            True,
            False,
            False,
        )
        said(in_review, asked[0], representatives[0], "endorse")
        page = logged_in(representatives[0]).get(reverse("actionplans:review", args=[in_review.pk])).content.decode()
        assert "1 de 2 respaldan; se necesitan 2 (100 %)" in page

    def test_no_share_over_all(self, writer, logged_in):
        answer = logged_in(writer).post(self.path, {"percent": "101"})
        assert answer.status_code == 200
        assert "101" in answer.content.decode()
        assert not PublicationRule.objects.exists()

    def test_the_publish_page_says_what_is_missing(self, writer, logged_in, in_review):
        page = logged_in(writer).get(reverse("actionplans:publish", args=[in_review.pk])).content.decode()
        assert "0 de 2 respaldan" in page
        answer = logged_in(writer).post(reverse("actionplans:publish", args=[in_review.pk]), follow=True)
        assert "0 de 2 respaldan" in answer.content.decode()
        in_review.refresh_from_db()
        assert in_review.state == "in_review"


class TestMoreTime:
    def test_who_is_silent_is_told_and_may_answer_again(self, over, asked, representatives, writer):
        later = make.in_a_week()
        review.extend_review(over, later, actor=writer)
        mails = OutboxMail.objects.filter(event="review_extended")
        assert {mail.person_id for mail in mails} == {user.person.pk for user in representatives}
        over.review.refresh_from_db()
        assert said(over, asked[0], representatives[0], "endorse").pk

    def test_not_those_who_answered(self, in_review, asked, representatives, writer):
        said(in_review, asked[0], representatives[0], "endorse")
        review.extend_review(in_review, make.in_a_week() + datetime.timedelta(days=7), actor=writer)
        assert [mail.person for mail in OutboxMail.objects.filter(event="review_extended")] == [
            representatives[1].person
        ]

    def test_never_shorter_never_past(self, in_review, over, writer):
        with pytest.raises(DeadlineInThePast):
            review.extend_review(over, timezone.now(), actor=writer)
        review.extend_review(over, make.in_a_week(), actor=writer)
        with pytest.raises(NotLater):
            review.extend_review(over, timezone.now() + datetime.timedelta(days=1), actor=writer)

    def test_by_writers_while_in_review(self, in_review, representatives, writer):
        with pytest.raises(PermissionDenied):
            review.extend_review(in_review, make.in_a_week(), actor=representatives[0])
        review.withdraw_review(in_review, actor=writer)
        with pytest.raises(NotInReview):
            review.extend_review(in_review, make.in_a_week(), actor=writer)

    def test_by_the_page(self, in_review, writer, logged_in):
        path = reverse("actionplans:review_extend", args=[in_review.pk])
        wrong = logged_in(writer).post(path, {"closes_on": "2018-01-01", "closes_time": "17:00"})
        assert (wrong.status_code, "2018-01-01" in wrong.content.decode()) == (200, True)
        day = timezone.localdate() + datetime.timedelta(days=30)
        assert logged_in(writer).post(path, {"closes_on": day, "closes_time": "17:00"}).status_code == 302
        in_review.review.refresh_from_db()
        assert timezone.localtime(in_review.review.closes_at).date() == day
