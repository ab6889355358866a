"""Putting a version before the members: freezing it, asking, and each organization's stance."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Endorsement, ReviewRound, VersionItem
from actionplans.services import notices, review
from actionplans.services.errors import (
    DeadlineInThePast,
    DeadlinePassed,
    EmptyPlan,
    NobodyAsked,
    NotADraft,
    NotInReview,
    StatementNeeded,
)
from members.canonical import sha256
from members.models import Mandate, OutboxMail
from tests import factories as make


def mails(event: str = "review_opened") -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(event=event).order_by("to_email"))


def late(version) -> None:
    """As if the review had closed a minute ago."""
    now = timezone.now()
    before, closed = now - datetime.timedelta(days=2), now - datetime.timedelta(minutes=1)
    ReviewRound.objects.filter(version=version).update(opened_at=before, closes_at=closed)


class TestOpening:
    def test_the_content_is_frozen_with_its_hash(self, in_review, asked):
        in_review.refresh_from_db()
        assert in_review.state == "in_review"
        assert in_review.content_sha256 == sha256(in_review.content)
        assert set(in_review.review.organizations.all()) == set(asked)

    def test_one_mail_a_representative_who_answers(self, draft, asked, representatives, writer):
        alternate = make.representative(role="alternate", organization=asked[0])
        make.representative(role="spokesperson", organization=asked[0])
        former = make.representative(role="alternate", organization=asked[0])
        Mandate.objects.filter(person=former.person).update(ends_on=timezone.localdate())
        make.representative()
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        told = {mail.person_id for mail in mails()}
        assert told == {user.person.pk for user in (*representatives, alternate)}
        assert len(mails()) == 3

    def test_each_in_their_language_with_the_address(self, draft, asked, writer):
        make.representative(role="alternate", organization=asked[0], language="en")
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        english = next(mail for mail in mails() if mail.language == "en")
        assert "Test action plan" in english.subject
        assert f"/plans/versions/{draft.pk}/review/" in english.text

    def test_telling_again_tells_nobody_twice(self, in_review, asked):
        before = len(mails())
        notices.tell("review_opened", in_review, notices.representatives(asked), review=in_review.review)
        assert len(mails()) == before == 2

    def test_a_mail_is_wanted_only_while_the_review_asks_this_person(self, in_review, asked, representatives, writer):
        first, second = (next(m for m in mails() if m.person_id == user.person.pk) for user in representatives)
        Mandate.objects.filter(person=first.person).update(ends_on=timezone.localdate())
        assert not notices.review_still_asks(first)
        assert notices.review_still_asks(second)
        review.withdraw_review(in_review, actor=writer)
        assert not notices.review_still_asks(second)

    def test_not_without_content(self, draft, asked, writer):
        VersionItem.objects.filter(version=draft, parent=None).delete()
        with pytest.raises(EmptyPlan):
            review.open_review(draft, asked, make.in_a_week(), actor=writer)

    def test_not_with_a_deadline_in_the_past(self, draft, asked, writer):
        with pytest.raises(DeadlineInThePast):
            review.open_review(draft, asked, timezone.now(), actor=writer)

    def test_only_member_organizations_are_asked(self, draft, writer):
        gone = make.OrganizationFactory(left_on=datetime.date(2018, 5, 1))
        with pytest.raises(NobodyAsked):
            review.open_review(draft, [make.StakeholderFactory(), gone], make.in_a_week(), actor=writer)

    def test_not_twice(self, in_review, asked, writer):
        with pytest.raises(NotADraft):
            review.open_review(in_review, asked, make.in_a_week(), actor=writer)

    def test_only_by_writers(self, draft, asked, representatives):
        with pytest.raises(PermissionDenied):
            review.open_review(draft, asked, make.in_a_week(), actor=representatives[0])
        assert not mails()


class TestWithdrawing:
    def test_it_stays_readable_and_takes_no_more_stances(self, withdrawn, representatives, asked):
        withdrawn.refresh_from_db()
        assert (withdrawn.state, bool(withdrawn.content)) == ("withdrawn", True)
        with pytest.raises(NotInReview):
            review.take_stance(withdrawn, asked[0], "endorse", actor=representatives[0])

    def test_not_twice_and_not_from_elsewhere(self, withdrawn, writer):
        with pytest.raises(NotInReview):
            review.withdraw_review(withdrawn, actor=writer)

    def test_only_by_writers(self, in_review, representatives):
        with pytest.raises(PermissionDenied):
            review.withdraw_review(in_review, actor=representatives[0])


class TestStances:
    def test_bound_to_the_exact_content(self, in_review, asked, representatives):
        said = review.take_stance(in_review, asked[0], "endorse", actor=representatives[0])
        assert (said.content_sha256, said.revision) == (in_review.content_sha256, 1)
        assert said.person == representatives[0].person

    def test_a_new_word_is_a_new_revision_and_the_same_word_is_not(self, in_review, asked, representatives):
        speaker = representatives[0]
        review.take_stance(in_review, asked[0], "endorse", actor=speaker)
        review.take_stance(in_review, asked[0], "endorse", actor=speaker)
        review.take_stance(in_review, asked[0], "reservations", "Falta el plazo", actor=speaker)
        said = Endorsement.objects.filter(version=in_review, organization=asked[0]).order_by("revision")
        assert list(said.values_list("revision", "stance")) == [(1, "endorse"), (2, "reservations")]
        assert Endorsement.objects.filter(version=in_review).latest().get().stance == "reservations"

    def test_an_alternate_answers_too(self, in_review, asked):
        alternate = make.representative(role="alternate", organization=asked[0])
        assert review.take_stance(in_review, asked[0], "abstain", actor=alternate).person == alternate.person

    @pytest.mark.parametrize("stance", ["reservations", "dissent"])
    @pytest.mark.parametrize("statement", ["", "   "])
    def test_reservations_and_dissent_need_a_statement(self, in_review, asked, representatives, stance, statement):
        with pytest.raises(StatementNeeded):
            review.take_stance(in_review, asked[0], stance, statement, actor=representatives[0])

    def test_not_after_the_deadline(self, in_review, asked, representatives):
        late(in_review)
        with pytest.raises(DeadlinePassed):
            review.take_stance(in_review, asked[0], "endorse", actor=representatives[0])

    def test_not_on_a_published_version(self, published_version, asked, representatives):
        with pytest.raises(NotInReview):
            review.take_stance(published_version, asked[0], "endorse", actor=representatives[0])

    def test_not_for_another_organization(self, in_review, asked, representatives):
        with pytest.raises(PermissionDenied):
            review.take_stance(in_review, asked[1], "endorse", actor=representatives[0])

    def test_not_by_an_organization_that_was_not_asked(self, in_review):
        other = make.representative()
        with pytest.raises(PermissionDenied):
            review.take_stance(in_review, other.person.organization, "endorse", actor=other)

    def test_not_by_other_mandates_administrators_or_coordinators(self, in_review, asked, writer):
        spokesperson = make.representative(role="spokesperson", organization=asked[0])
        for user in (spokesperson, writer, make.administrator()):
            with pytest.raises(PermissionDenied):
                review.take_stance(in_review, asked[0], "endorse", actor=user)
        assert not Endorsement.objects.exists()


def test_taken_back_is_told_to_whoever_was_asked_with_the_reason(in_review, asked, representatives, writer, logged_in):
    review.take_stance(in_review, asked[0], "endorse", actor=representatives[0])
    path = reverse("actionplans:review_withdraw", args=[in_review.pk])
    assert "reciben un correo" in logged_in(writer).get(path).content.decode()
    logged_in(writer).post(path, {"reason": "Falta el presupuesto de prueba"})
    mails = {mail.to_email: mail for mail in OutboxMail.objects.filter(event="review_withdrawn")}
    assert set(mails) == {user.person.email for user in representatives}
    answered, silent = (mails[user.person.email].text for user in representatives)
    assert "sigue registrada" in answered and "no necesita responder" in silent
    for text in (answered, silent):
        assert "Falta el presupuesto de prueba" in text


def test_a_reason_too_long_is_said_and_nothing_happens(in_review, writer, logged_in):
    page = logged_in(writer).post(reverse("actionplans:review_withdraw", args=[in_review.pk]), {"reason": "x" * 1001})
    assert "x" * 1001 in page.content.decode()
    in_review.refresh_from_db()
    assert in_review.state == "in_review"
    assert not OutboxMail.objects.filter(event="review_withdrawn").exists()
