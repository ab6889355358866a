"""How far a plan is: weights, what is late, who answers for it."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.standing import Said, standing
from actionplans.standing.tree import weights
from tests.actionplans.contents import content, item

TODAY = datetime.date(2019, 6, 1)


def said(state: str, percent: int, evidence: bool = False) -> Said:
    return Said(state, percent, TODAY, evidence)


@pytest.fixture
def tree():
    first = item(title="Primera", weight="75.00", ends_on="2019-01-31")
    second = item(title="Segunda", weight="25.00", ends_on="2019-12-31")
    third = item(title="Tercera", ends_on="2019-01-31")
    line = item(
        "line",
        "Línea",
        items=[item("objective", "A", items=[first, second]), item("objective", "B", items=[third])],
    )
    return content(line), first["uid"], second["uid"], third["uid"]


def test_by_weight_from_the_activities_up(tree):
    plan, first, _second, third = tree
    found = standing(plan, {first: said("in_progress", 40), third: said("done", 100)}, TODAY)
    a, b = found.of_kind("objective")
    assert (a.percent, b.percent) == (30, 100)  # 0,75 × 40; 100
    assert found.whole.percent == 65  # no weights: the two count alike
    assert (found.whole.done, found.whole.late, found.whole.silent, found.whole.activities) == (1, 1, 1, 3)
    assert not found.normalized


def test_done_is_never_late_and_today_is_not_late(tree):
    plan, first, _second, _third = tree
    at_noon = standing(plan, {first: said("done", 100)}, datetime.date(2019, 12, 31))
    assert [node.is_late for node in at_noon.activities] == [False, False, True]


def test_an_objective_without_activities_counts_nothing():
    plan = content(item("line", "Línea", items=[item("objective", "Vacío"), item("objective", "B", items=[item()])]))
    uid = plan["items"][0]["items"][1]["items"][0]["uid"]
    assert standing(plan, {uid: said("done", 100)}, TODAY).whole.percent == 100


def test_weights_that_do_not_add_up_are_said():
    halves = [item(weight="30.00"), item(weight="30.00")]
    plan = content(item("line", "Línea", items=[item("objective", "A", items=halves)]))
    found = standing(plan, {halves[0]["uid"]: said("done", 100)}, TODAY)
    assert found.normalized
    assert found.whole.percent == 50


@given(st.lists(st.none() | st.decimals(0, 100, places=2).map(str), min_size=1, max_size=12))
def test_shares_always_add_up_to_one(given_weights):
    shares = weights(given_weights)
    assert abs(sum(shares) - 1) < 1e-9
    assert all(share >= 0 for share in shares)
