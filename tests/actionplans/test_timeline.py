"""The plan in time: whatever the picture shows stands beside it in words."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from actionplans.presentation.timeline import WIDTH, timeline
from actionplans.standing import standing
from members.canonical import canonical, sha256
from tests import factories as make
from tests.actionplans.contents import content, item, large, organization
from tests.actionplans.test_pages import queries

TODAY = datetime.date(2019, 6, 1)
FIRST, LAST = datetime.date(2018, 5, 1), datetime.date(2020, 12, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict:
    """Two lines; the last activity comes after the first, and begins before that ends."""
    one = item(title="Primera", starts_on="2018-06-01", ends_on="2018-12-31", lead=[organization(1)])
    two = item(
        title="Segunda", starts_on="2019-02-01", ends_on="2019-12-31", lead=[organization(2)], after=[one["uid"]]
    )
    three = item(
        title="Tercera", starts_on="2018-09-01", ends_on="2019-03-31", lead=[organization(1)], after=[one["uid"]]
    )
    return content(
        item("line", "Línea A", items=[item("objective", "Objetivo A", items=[one, two])]),
        item("line", "Línea B", items=[item("objective", "Objetivo B", items=[three])]),
    )


def published(tree: dict):
    made = {"content": canonical(tree), "content_sha256": sha256(canonical(tree))}
    version = make.PlanVersionFactory(state="in_review", **made)
    version.state, version.published_at = "published", timezone.now()
    version.save()
    return version


@pytest.fixture
def page(tree, writer, logged_in):
    version = published(tree)
    return lambda **asked: logged_in(writer).get(reverse("actionplans:plan_timeline", args=[version.plan_id]), asked)


def titles(answer) -> list[str]:
    return [row["title"] for row in answer.context["rows"]]


def test_beginning_end_and_what_comes_first_in_words(page):
    row = page().content.decode().split("<tbody>")[1].split("</tr>")[1]
    words = " ".join(re.sub("<[^>]+>", " ", row).split())
    assert "1.1.2 Segunda" in words and "1.1.1" in words
    assert "1 feb – 31 dic 2019" in words


def test_activities_stand_under_their_objectives(page):
    labels = [(bar["label"], bar["heads"], bar["has_days"]) for bar in page().context["timeline"].bars]
    assert labels[:2] == [("1.1 Objetivo A", True, False), ("1.1.1 Primera", False, True)]
    assert 'class="heads">1.1 Objetivo A' in page().content.decode()


def test_those_that_one_organization_leads(page):
    answer = page(organization="1")
    assert titles(answer) == ["Primera", "Tercera"]
    assert [bar["label"] for bar in answer.context["timeline"].bars if not bar["heads"]] == [
        "1.1.1 Primera",
        "2.1.1 Tercera",
    ]
    assert '<option value="1" selected>' in answer.content.decode()


def test_organization_and_line_together(page, tree):
    assert titles(page(organization="1", line=tree["items"][1]["uid"])) == ["Tercera"]
    assert titles(page(organization="2", line=tree["items"][1]["uid"])) == []


@pytest.mark.parametrize("strange", [{"organization": "x"}, {"organization": "999"}, {"line": "x"}])
def test_what_is_not_there_narrows_nothing(page, strange):
    assert len(titles(page(**strange))) == 3


def drawn(tree: dict, today: datetime.date = TODAY):
    found = standing(tree, {}, today)
    return timeline(found.activities, FIRST, LAST, "es", today)


def test_an_arrow_ends_where_the_next_begins(tree):
    picture = drawn(tree)
    later, overlapping = picture.arrows
    second, third = picture.bars[1], picture.bars[2]
    assert later.endswith(f"H{second['x'] - 1:.0f}") and later.count("H") == 1
    assert overlapping.endswith(f"H{third['x'] - 1:.0f}") and overlapping.count("H") == 2  # round, not through the bar


def test_today_is_marked_while_the_plan_runs(tree, page):
    assert drawn(tree).today is not None
    assert drawn(tree, datetime.date(2031, 1, 1)).today is None


def test_words_of_the_axis_stay_inside(tree):
    ticks = timeline(standing(tree, {}, TODAY).activities, FIRST, datetime.date(2021, 1, 15), "es", TODAY).ticks
    assert ticks[-1]["x"] > WIDTH - 50  # January 2021 has its line, and no room for its words
    assert ticks[-1]["words"] == "" and ticks[-2]["words"]


@pytest.mark.parametrize("n", [1, 30])
def test_it_costs_the_same_whatever_it_holds(writer, representatives, logged_in, n):
    version = published(large(n * 10))
    path = reverse("actionplans:plan_timeline", args=[version.plan_id]) + "?organization=2"
    for user in (writer, representatives[0]):
        assert queries(logged_in(user), path) <= 8
