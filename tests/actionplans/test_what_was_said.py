"""Reports with what came with them, answers to dissents, comments and who was asked: tried with SQL under the
application's role."""

from decimal import Decimal

import pytest
from django.db import Error

from actionplans.models import DissentAnswer, Evidence, ProgressReport
from actionplans.services import comments, progress, review, rules
from actionplans.services.evidence import from_link
from tests import factories as make
from tests.actionplans.test_progress import HALF, SAID

OF_A_REPORT = {
    "value changed": "UPDATE actionplans_indicatorvalue SET value = 99 WHERE report_id = {report}",
    "value removed": "DELETE FROM actionplans_indicatorvalue WHERE report_id = {report}",
    "value added": "INSERT INTO actionplans_indicatorvalue (report_id, indicator_id, value) "
    "SELECT {report}, item_id, 99 FROM actionplans_progressreport WHERE id = {report}",
    "evidence changed": "UPDATE actionplans_evidence SET url = 'https://otra.example' WHERE report_id = {report}",
    "evidence removed": "DELETE FROM actionplans_evidence WHERE report_id = {report}",
    "evidence added": "INSERT INTO actionplans_evidence (report_id, url, name, content_type, created_at) "
    "VALUES ({report}, 'https://otra.example', '', '', now())",
}
OF_A_REVIEW = {
    "answer changed": "UPDATE actionplans_dissentanswer SET text = 'otra cosa' WHERE id = {answer}",
    "answer removed": "DELETE FROM actionplans_dissentanswer WHERE id = {answer}",
    "comment of another": "UPDATE actionplans_comment SET organization_id = {other} WHERE id = {comment}",
    "comment elsewhere": "UPDATE actionplans_comment SET created_at = now() WHERE id = {comment}",
    "asked no more": "DELETE FROM actionplans_reviewround_organizations WHERE reviewround_id = {review}",
    "another was asked": "UPDATE actionplans_reviewround_organizations SET organization_id = {other} "
    "WHERE reviewround_id = {review}",
    "the review itself": "DELETE FROM actionplans_reviewround WHERE id = {review}",
}
ONCE_IT_IS_OVER = {
    "asked afterwards": "INSERT INTO actionplans_reviewround_organizations (reviewround_id, organization_id) "
    "VALUES ({review}, {other})",
    "longer than it was": "UPDATE actionplans_reviewround SET closes_at = closes_at + interval '1 day' "
    "WHERE id = {review}",
}
REFUSAL = (
    r"came with a report|was decided on|Cannot update or delete rows|who made a comment|stays asked|review that is over"
)


@pytest.fixture
def report(published_version, asked, representatives, writer, text_of) -> ProgressReport:
    """With a value and a link; the secretariat has not decided."""
    period = progress.open_period(published_version.plan, **HALF, actor=writer)
    item = text_of(published_version, "Actividad con acuerdo").item
    indicator = text_of(published_version, "Mesas celebradas").item
    came = {"values": {indicator: Decimal("2")}, "evidence": [from_link("https://prueba.example")]}
    return progress.submit_report(period, item, asked[0], **SAID, **came, actor=representatives[0])


@pytest.fixture
def places(in_review, asked, representatives, writer, text_of) -> dict:
    dissent = review.take_stance(in_review, asked[0], "dissent", "Falta el plazo", actor=representatives[0])
    item = text_of(in_review, "Actividad con acuerdo").item
    return {
        "answer": rules.answer_dissent(dissent, "Está en el convenio", actor=writer).pk,
        "comment": comments.add_comment(in_review, item, asked[0], "¿Quién?", actor=representatives[0]).pk,
        "review": in_review.review.pk,
        "other": make.OrganizationFactory().pk,
    }


@pytest.mark.parametrize("what", OF_A_REPORT)
def test_what_came_with_a_decided_report(what, report, writer, as_application_role):
    progress.accept_report(report, actor=writer)
    with pytest.raises(Error, match=REFUSAL), as_application_role() as cursor:
        cursor.execute(OF_A_REPORT[what].format(report=report.pk))


@pytest.mark.parametrize("what", [what for what in OF_A_REPORT if not what.endswith("added")])
def test_not_even_before_the_decision(what, report, as_application_role):
    with pytest.raises(Error, match=REFUSAL), as_application_role() as cursor:
        cursor.execute(OF_A_REPORT[what].format(report=report.pk))


@pytest.mark.parametrize("what", OF_A_REVIEW)
def test_what_was_said_in_a_review(what, places, as_application_role):
    with pytest.raises(Error, match=REFUSAL), as_application_role() as cursor:
        cursor.execute(OF_A_REVIEW[what].format(**places))


@pytest.mark.parametrize("what", ONCE_IT_IS_OVER)
def test_a_review_that_is_over(what, places, in_review, writer, as_application_role):
    review.withdraw_review(in_review, actor=writer)
    with pytest.raises(Error, match=REFUSAL), as_application_role() as cursor:
        cursor.execute(ONCE_IT_IS_OVER[what].format(**places))


def test_the_application_may_do_its_work(in_review, asked, representatives, writer, text_of, as_application_role):
    """The refusals above are not those of a role that may do nothing."""
    with as_application_role():
        said = review.take_stance(in_review, asked[0], "dissent", "Falta el plazo", actor=representatives[0])
        rules.answer_dissent(said, "Está en el convenio", actor=writer)
        item = text_of(in_review, "Actividad con acuerdo").item
        made = comments.add_comment(in_review, item, asked[0], "¿Quién?", actor=representatives[0])
        comments.resolve_comment(made, actor=writer)
        review.extend_review(in_review, make.in_a_week() + (make.in_a_week() - in_review.created_at), actor=writer)
        assert DissentAnswer.objects.count() == 1
    assert not Evidence.objects.exists()
