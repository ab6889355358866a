"""The pages on which a plan is followed: progress, timeline, one activity's story, the donors' report."""

import datetime
import io
import uuid
import xml.etree.ElementTree as ET
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from actionplans.models import VersionItem
from actionplans.services import items, plans, progress, publication, review
from actionplans.services.items import Wording
from members.canonical import canonical, sha256
from tests import factories as make
from tests.actionplans.contents import large
from tests.actionplans.test_pages import queries
from tests.actionplans.test_progress import HALF
from tests.timing import quickest

SECOND = {
    "name": "Segundo semestre",
    "starts_on": datetime.date(2019, 7, 1),
    "ends_on": datetime.date(2019, 12, 31),
    "due_on": datetime.date(2020, 1, 15),
}


def address(name: str, *args) -> str:
    return reverse(f"actionplans:{name}", args=args)


@pytest.fixture
def activity(published_version, text_of) -> VersionItem:
    return text_of(published_version, "Actividad con acuerdo")


@pytest.fixture
def indicator(published_version, text_of) -> VersionItem:
    return text_of(published_version, "Mesas celebradas")


@pytest.fixture
def reported(activity, indicator, asked, representatives, writer):
    """Half a year: 50 %, two tables held; accepted."""
    period = progress.open_period(activity.version.plan, **HALF, actor=writer)
    said = {"state": "in_progress", "percent": 50, "words": "Dos mesas instaladas"}
    values = {indicator.item: Decimal("2")}
    report = progress.submit_report(period, activity.item, asked[0], **said, values=values, actor=representatives[0])
    return progress.accept_report(report, actor=writer)


@pytest.fixture
def plan(activity):
    return activity.version.plan


class TestProgress:
    def test_by_weight_for_plan_line_and_objective(self, plan, reported, representatives, logged_in):
        page = logged_in(representatives[1]).get(address("plan_progress", plan.pk))
        assert page.context["percent"] == 25  # one of two activities, half of it
        assert [(one["code"], one["percent"]) for one in page.context["meters"]] == [("1", 25), ("1.1", 25)]
        words = page.content.decode()
        assert "0 de 2 actividades terminadas, 2 tarde" in words
        assert "0 de 1 actividades reportadas tienen evidencia" in words

    def test_what_waits_for_the_secretariat_does_not_count(
        self, plan, activity, asked, representatives, writer, logged_in
    ):
        period = progress.open_period(plan, **HALF, actor=writer)
        said = {"state": "done", "percent": 100, "words": "Listo"}
        progress.submit_report(period, activity.item, asked[0], **said, actor=representatives[0])
        assert logged_in(writer).get(address("plan_progress", plan.pk)).context["percent"] == 0

    def test_by_organization(self, plan, reported, asked, representatives, logged_in):
        page = logged_in(representatives[0]).get(address("plan_progress", plan.pk))
        rows = {one["name"]: (one["leads"], one["late"], one["silent"]) for one in page.context["organizations"]}
        assert rows == {asked[0].name: (1, 1, 0), asked[1].name: (1, 1, 1)}

    @pytest.mark.parametrize("name", ["plan_progress", "plan_timeline", "donor_report"])
    def test_without_a_version_in_force(self, draft, writer, representatives, logged_in, name):
        answer = logged_in(writer).get(address(name, draft.plan_id))
        assert answer.status_code == (404 if name == "donor_report" else 200)
        assert logged_in(representatives[0]).get(address(name, draft.plan_id)).status_code == 404


class TestTimeline:
    def svg(self, page: str) -> ET.Element:
        start = page.index('<svg class="gantt"')
        return ET.fromstring(page[start : page.index("</svg>", start) + 6])  # noqa: S314 - our own page

    def test_a_bar_for_each_activity_with_its_progress(self, plan, reported, writer, logged_in):
        page = logged_in(writer).get(address("plan_timeline", plan.pk)).content.decode()
        bars = [one for one in self.svg(page).iter("rect") if one.get("class", "").startswith("bar")]
        done = [one for one in self.svg(page).iter("rect") if one.get("class") == "done"]
        assert len(bars) == 2
        assert abs(float(done[0].get("width")) / float(bars[0].get("width")) - 0.5) < 0.02
        assert {one.get("class") for one in bars} == {"bar late"}
        assert "tarde" in page  # in words too

    def test_arrows_for_what_comes_first(self, next_draft, asked, writer, text_of, logged_in):
        first, second = text_of(next_draft, "Actividad con acuerdo"), text_of(next_draft, "Actividad sin acuerdo")
        items.change_item(second, second.parent, Wording({"depends_on": [first.item.uid]}), 0, actor=writer)
        publication.publish(review.open_review(next_draft, asked, make.in_a_week(), actor=writer), actor=writer)
        page = logged_in(writer).get(address("plan_timeline", next_draft.plan_id)).content.decode()
        assert len([one for one in self.svg(page).iter("path") if one.get("class") == "arrow"]) == 1

    def test_one_line_alone(self, plan, writer, logged_in):
        line = plan.versions.get().items.get(item__kind="line")
        page = logged_in(writer).get(address("plan_timeline", plan.pk), {"line": line.item.uid})
        assert (page.context["line"], len(page.context["rows"])) == (str(line.item.uid), 2)


class TestStory:
    @pytest.fixture
    def path(self, plan, activity) -> str:
        return address("item_detail", plan.pk, activity.item.uid)

    def test_from_the_meeting_to_the_last_report(self, path, reported, agreement, representatives, asked, logged_in):
        there = make.representative(organization=asked[0], role="spokesperson").person
        make.AttendanceFactory(meeting=agreement.meeting, person=there, organization=asked[0], status="present")
        page = logged_in(representatives[0]).get(path).content.decode()
        for words in [agreement.number, "Asistió 1 organización", "Entró al plan", "Dos mesas instaladas", "3"]:
            assert words in page
        assert there.name not in page  # whoever was not invited learns the organizations, not the people

    def test_the_secretariat_reads_who_was_there(self, path, agreement, writer, asked, logged_in):
        there = make.representative(organization=asked[0], role="spokesperson").person
        make.AttendanceFactory(meeting=agreement.meeting, person=there, organization=asked[0], status="present")
        assert there.name in logged_in(writer).get(path).content.decode()

    def test_a_meeting_that_one_may_not_see_is_not_there(self, path, agreement, logged_in):
        page = logged_in(make.representative()).get(path)
        assert page.status_code == 200
        assert not page.context["meetings"]

    def test_a_report_that_is_not_accepted_is_its_organizations(
        self, plan, path, activity, asked, representatives, writer, logged_in
    ):
        period = progress.open_period(plan, **HALF, actor=writer)
        said = {"state": "stalled", "percent": 0, "words": "Sin avance por ahora"}
        progress.submit_report(period, activity.item, asked[0], **said, actor=representatives[0])
        for reader, sees in [(representatives[0], True), (writer, True), (representatives[1], False)]:
            assert ("Sin avance por ahora" in logged_in(reader).get(path).content.decode()) is sees

    def test_both_targets_with_their_versions_and_the_old_values(
        self, plan, path, reported, indicator, activity, asked, representatives, writer, text_of, logged_in
    ):
        draft = plans.new_version(plan, actor=writer)
        row = text_of(draft, "Mesas celebradas")
        wording = Wording({"target": "12", "target_reason": "Hay más comités"})
        items.change_item(row, row.parent, wording, 0, actor=writer)
        publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
        period = progress.open_period(plan, **SECOND, actor=writer)
        said = {"state": "in_progress", "percent": 75, "words": "Siete mesas"}
        report = progress.submit_report(
            period, activity.item, asked[0], **said, values={indicator.item: Decimal("7.5")}, actor=representatives[0]
        )
        progress.accept_report(report, actor=writer)
        chart = logged_in(writer).get(path).context["charts"][0]
        assert chart["targets"] == [("versión 1", "3"), ("versión 2", "12")]
        assert [row[2] for row in chart["table"]] == ["2", "7,5"]
        first, second = chart["svg"]["targets"]
        assert (first["is_last"], second["is_last"]) == (False, True)
        assert first["y"] > second["y"]  # 12 stands above 3
        page = logged_in(writer).get(path).content.decode()
        assert "<del>" in page and "<ins>" in page

    def test_of_something_unknown(self, plan, path, writer, logged_in, activity):
        assert logged_in(writer).get(address("item_detail", plan.pk, activity.item.plan.uid)).status_code == 404
        assert logged_in(writer).get(address("item_detail", plan.pk + 999, activity.item.uid)).status_code == 404


class TestDonors:
    PERIOD = {"first": "2019-01-01", "last": "2019-12-31"}

    def file(self, client, plan, kind: str) -> bytes:
        return client.get(address("donor_report", plan.pk), self.PERIOD | {"file": kind}).content

    def test_figures_without_names_of_people(self, plan, reported, representatives, writer, logged_in):
        client = logged_in(writer)
        paper = PdfReader(io.BytesIO(self.file(client, plan, "pdf")))
        said = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
        book = openpyxl.load_workbook(io.BytesIO(self.file(client, plan, "xlsx")))
        cells = " ".join(str(cell.value) for sheet in book for line in sheet for cell in line if cell.value)
        page = client.get(address("donor_report", plan.pk), self.PERIOD).content.decode()
        for text in (said, cells, page):
            assert "25 %" in text and "Dos mesas instaladas" in text
            for user in (*representatives, writer):
                assert user.person.name not in text
        assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]

    def test_what_lies_outside_the_period_is_not_in_it(self, plan, reported, writer, logged_in):
        page = logged_in(writer).get(address("donor_report", plan.pk), {"first": "2018-01-01", "last": "2018-12-31"})
        assert "Dos mesas instaladas" not in page.content.decode()
        assert page.context["data"]["percent"] == "0 %"

    def test_a_period_backwards_is_said(self, plan, writer, logged_in):
        page = logged_in(writer).get(address("donor_report", plan.pk), {"first": "2019-12-31", "last": "2019-01-01"})
        assert page.context["data"] is None
        assert "2019-12-31" in page.content.decode()

    def test_no_formula(self, plan, activity, asked, representatives, writer, logged_in):
        period = progress.open_period(plan, **HALF, actor=writer)
        said = {"state": "done", "percent": 100, "words": '=HYPERLINK("http://mal.example")'}
        report = progress.submit_report(period, activity.item, asked[0], **said, actor=representatives[0])
        progress.accept_report(report, actor=writer)
        book = openpyxl.load_workbook(io.BytesIO(self.file(logged_in(writer), plan, "xlsx")))
        found = [c for sheet in book for line in sheet for c in line if c.value and "HYPERLINK" in str(c.value)]
        assert found and all(cell.data_type == "s" for cell in found)


@pytest.mark.parametrize("n", [1, 30])
@pytest.mark.parametrize("name", ["plan_progress", "plan_timeline", "item_detail", "donor_report"])
def test_each_costs_the_same_whatever_it_holds(
    draft, writer, asked, representatives, agreement, text_of, logged_in, name, n
):
    objective = text_of(draft, "Objetivo de prueba")
    for number in range(n):
        wording = Wording({"title": f"Actividad {number}"}, leads=[asked[0]])
        items.add_item(draft, "activity", objective, wording, actor=writer)
    version = publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
    period = progress.open_period(version.plan, **HALF, actor=writer)
    said = {"state": "in_progress", "percent": 50, "words": "Así vamos"}
    for row in version.items.filter(item__kind="activity", responsibilities__organization=asked[0]).distinct():
        report = progress.submit_report(period, row.item, asked[0], **said, actor=representatives[0])
        progress.accept_report(report, actor=writer)
    uid = text_of(version, "Actividad con acuerdo").item.uid
    path = address(name, version.plan_id, *([uid] if name == "item_detail" else []))
    path += "?first=2019-01-01&last=2019-12-31" if name == "donor_report" else ""
    for user in (writer, representatives[0]):
        assert queries(logged_in(user), path) <= 8


@pytest.mark.parametrize("name", ["plan_progress", "plan_timeline", "item_detail", "donor_report"])
def test_478_activities_do_not_make_anybody_wait(writer, logged_in, name):
    tree = large(478)
    version = make.PlanVersionFactory(
        content=canonical(tree), content_sha256=sha256(canonical(tree)), state="in_review"
    )
    version.state, version.published_at = "published", timezone.now()
    version.save()
    client = logged_in(writer)
    path = address(name, version.plan_id, *([uuid.UUID(int=7)] if name == "item_detail" else []))
    path += "?first=2019-01-01&last=2019-12-31" if name == "donor_report" else ""
    assert quickest(lambda: client.get(path), under=0.5) < 0.5
    assert client.get(path).status_code == 200
