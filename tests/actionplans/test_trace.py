"""The trace of one part of the plan: what was said where, who stood where, who was told, what was brought up."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Delivery, Escalation
from actionplans.presentation.charts import Measured, Target, chart
from actionplans.services import items, publication, review, rules, share
from actionplans.services.items import Wording
from tests import factories as make


@pytest.fixture
def trace(published_version, text_of, logged_in):
    """trace(user, title) → the page."""

    def page(user, title: str = "Actividad con acuerdo") -> str:
        item = text_of(published_version, title).item
        path = reverse("actionplans:item_detail", args=[published_version.plan_id, item.uid])
        return logged_in(user).get(path).content.decode()

    return page


def test_what_was_agreed_and_the_weakness_of_its_line(trace, agreement, weakness, representatives):
    page = trace(representatives[0])
    assert agreement.text in page and agreement.number in page
    assert weakness.text in page and "detrás de 1<" in page
    assert reverse("actionplans:for_swot", args=[agreement.meeting_id]) in page


def test_nothing_of_a_meeting_that_one_may_not_see(trace, agreement, weakness):
    page = trace(make.representative())
    assert agreement.text not in page and agreement.get_absolute_url() not in page
    assert reverse("actionplans:for_swot", args=[agreement.meeting_id]) not in page


def test_an_origin_that_a_draft_adds_is_not_told_before_its_time(
    trace, next_draft, text_of, agreement, representatives
):
    other = make.AgreementFactory(meeting=agreement.meeting, sequence=2, text="Acuerdo añadido de prueba")
    text_of(next_draft, "Actividad con acuerdo").item.origins.create(agreement=other)
    assert "Acuerdo añadido de prueba" not in trace(representatives[0])


def test_statements_and_what_was_answered(in_review, asked, representatives, writer, text_of, logged_in):
    said = review.take_stance(in_review, asked[0], "dissent", "Falta el plazo de prueba", actor=representatives[0])
    rules.answer_dissent(said, "Está en el convenio de prueba", actor=writer)
    item = text_of(in_review, "Actividad con acuerdo").item
    path = reverse("actionplans:item_detail", args=[in_review.plan_id, item.uid])
    page = logged_in(representatives[1]).get(path).content.decode()
    assert "Falta el plazo de prueba" in page and "Está en el convenio de prueba" in page


def test_who_was_told_over_all_shares_by_name_for_the_secretariat_alone(
    trace, published_version, writer, representatives
):
    people = [make.PersonFactory(organization=make.StakeholderFactory()) for _n in range(2)]
    for _again in range(2):
        share.share_with(published_version, people, actor=writer)
    first = Delivery.objects.filter(person=people[0]).order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(acknowledged_at=timezone.now(), acknowledged_name="Alguien de prueba")
    page = trace(writer)
    acknowledged, _between, rest = page.partition("En camino, o sin llegar")
    assert people[0].name in acknowledged.partition("Acuse de recibo")[2] and people[0].name not in rest
    assert people[1].name in rest
    theirs = trace(representatives[0])
    assert all(person.name not in theirs for person in people)


def test_what_was_brought_up_is_on_the_pages_of_the_plan(
    trace, published_version, asked, representatives, text_of, logged_in
):
    item = text_of(published_version, "Actividad con acuerdo").item
    day = datetime.date(2018, 12, 31)
    Escalation.objects.create(item=item, organization=asked[0], due_on=day, step=1)
    Escalation.objects.create(item=item, organization=asked[0], due_on=day, step=7, is_skipped=True)
    page = trace(representatives[1])
    assert "se trató con quien responde por la organización" in page
    assert "se trató con toda la organización" not in page
    progress = reverse("actionplans:plan_progress", args=[published_version.plan_id])
    assert "se trató con quien responde" in logged_in(representatives[1]).get(progress).content.decode()


@pytest.mark.parametrize("title", ["Línea de prueba", "Objetivo de prueba", "Actividad con acuerdo"])
def test_each_part_leads_to_its_trace(published_version, text_of, representatives, logged_in, title):
    item = text_of(published_version, title).item
    path = reverse("actionplans:item_detail", args=[published_version.plan_id, item.uid])
    assert path in logged_in(representatives[0]).get(published_version.get_absolute_url()).content.decode()


def test_a_version_that_was_published_twice_keeps_its_own_tale(published_version, next_draft, asked, writer, trace):
    publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
    assert "Entró al plan" in trace(writer)


class TestChart:
    def drawn(self, *targets: Target) -> dict:
        """Two organizations, two periods."""
        said = [("A", "2"), ("B", "5"), ("A", "4"), ("B", "6")]
        days = [datetime.date(2019, 6, 30)] * 2 + [datetime.date(2019, 12, 31)] * 2
        measured = [Measured(day, "p", Decimal(value), name) for day, (name, value) in zip(days, said, strict=True)]
        return chart("Mesas", measured, targets)

    def test_a_line_for_each_organization(self):
        lines = self.drawn()["svg"]["lines"]
        assert [(one["organization"], one["css"], len(one["line"].split())) for one in lines] == [
            ("A", "s0", 2),
            ("B", "s1", 2),
        ]

    def test_targets_by_period_in_picture_and_table(self):
        by_day = ((datetime.date(2019, 12, 31), "3"), (datetime.date(2020, 12, 31), "diez"))
        found = self.drawn(Target(1, "12", "0", "mesas"), Target(2, "12", "0", "mesas", by_day))
        assert [(version, words) for version, _day, words in found["by_day"]] == [
            ("versión 2", "3"),
            ("versión 2", "diez"),
        ]
        (step,) = found["svg"]["steps"]
        assert step["is_last"] and [words for _x, _y, words in step["points"]] == ["3"]  # what is no number: in words

    def test_before_anything_is_measured_what_is_to_be_reached_is_drawn(self):
        by_day = ((datetime.date(2019, 12, 31), "3"),)
        assert chart("Mesas", [], [Target(1, "", "", "", by_day)])["svg"]["steps"]
        assert chart("Mesas", [], [Target(1, "3", "", "")])["svg"] is None

    def test_they_come_from_the_versions_of_the_plan(self, next_draft, asked, writer, text_of, logged_in):
        row = text_of(next_draft, "Mesas celebradas")
        targets = [{"until": "2019-12-31", "value": "1"}, {"until": "2020-12-31", "value": "3"}]
        wording = Wording({"targets": targets, "target_reason": "Se reparte por año"})
        items.change_item(row, row.parent, wording, 0, actor=writer)
        publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
        item = text_of(next_draft, "Actividad con acuerdo").item
        path = reverse("actionplans:item_detail", args=[next_draft.plan_id, item.uid])
        page = logged_in(writer).get(path)
        (found,) = page.context["charts"]
        assert [version for version, _words in found["targets"]] == ["versión 1", "versión 2"]
        assert "Metas por período" in page.content.decode() and "31 dic 2020" in page.content.decode()
