"""How a plan goes, where people look for it: on its page, by organization, and in the donors' language."""

import io

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from actionplans.services import progress
from members.canonical import canonical, sha256
from tests import factories as make
from tests.actionplans.contents import large
from tests.actionplans.test_following import address
from tests.actionplans.test_pages import queries
from tests.actionplans.test_progress import HALF

YEAR = {"first": "2019-01-01", "last": "2019-12-31"}


@pytest.fixture
def plan(published_version, asked, representatives, writer, text_of):
    """One of two activities is half done."""
    activity = text_of(published_version, "Actividad con acuerdo")
    period = progress.open_period(published_version.plan, **HALF, actor=writer)
    said = {"state": "in_progress", "percent": 50, "words": "Dos mesas instaladas"}
    report = progress.submit_report(period, activity.item, asked[0], **said, actor=representatives[0])
    progress.accept_report(report, actor=writer)
    return published_version.plan


def test_its_page_says_how_it_goes(plan, writer, representatives, logged_in):
    for user in (writer, representatives[0]):
        page = logged_in(user).get(address("plan_detail", plan.pk)).content.decode()
        assert "0 de 2 actividades terminadas, 2 tarde." in page
        assert "25 <small>%</small>" in page
        for name in ("plan_progress", "plan_timeline"):
            assert f'href="{address(name, plan.pk)}"' in page


def test_before_a_version_is_in_force_its_page_says_nothing(draft, writer, logged_in):
    page = logged_in(writer).get(address("plan_detail", draft.plan_id))
    assert page.context["going"] is None
    assert 'id="going"' not in page.content.decode()


@pytest.mark.parametrize("n", [1, 478])
def test_its_page_costs_the_same_whatever_the_plan_holds(writer, logged_in, n):
    text = canonical(large(n))
    version = make.PlanVersionFactory(content=text, content_sha256=sha256(text), state="in_review")
    version.state, version.published_at = "published", timezone.now()
    version.save()
    assert queries(logged_in(writer), address("plan_detail", version.plan_id)) <= 8


def test_what_is_under_way_stands_by_organization(plan, asked, writer, logged_in):
    page = logged_in(writer).get(address("plan_progress", plan.pk))
    rows = {one["name"]: (one["in_progress"], one["done"]) for one in page.context["organizations"]}
    assert rows == {asked[0].name: (1, 0), asked[1].name: (0, 0)}


@pytest.mark.parametrize(("language", "words"), [("en", "Progress report"), ("es", "Informe de avance")])
def test_donors_read_their_language(plan, writer, logged_in, language, words):
    client, path = logged_in(writer), address("donor_report", plan.pk)
    page = client.get(path, YEAR | {"language": language})
    assert page.context["data"]["title"] == words
    assert f'lang="{language}"><section' in page.content.decode()
    paper = PdfReader(io.BytesIO(client.get(path, YEAR | {"language": language, "file": "pdf"}).content))
    assert words in paper.pages[0].extract_text()
    book = client.get(path, YEAR | {"language": language, "file": "xlsx"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[2]
    assert sheet["A1"].value == {"en": "No.", "es": "N.º"}[language]


def test_a_language_that_is_not_spoken(plan, writer, logged_in):
    page = logged_in(writer).get(address("donor_report", plan.pk), YEAR | {"language": "xx", "file": "pdf"})
    assert page.context["data"] is None
    assert page["Content-Type"].startswith("text/html")


def test_a_period_runs_until_a_day(plan, writer, logged_in):
    page = logged_in(writer).get(address("donor_report", plan.pk)).content.decode()
    assert "Desde" in page and "Hasta" in page
    assert "Para" not in page
