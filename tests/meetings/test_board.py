"""The register as a board."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.presentation.board import SHOWN
from tests.factories import AgreementFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
ADDRESS = "meetings:agreement_board"


def columns(client, **choices) -> dict:
    answer = client.get(reverse(ADDRESS), choices)
    return {column.state: [one.number for one in column.agreements] for column in answer.context["columns"]}


def test_each_stands_in_the_column_of_its_state(scene, logged_in):
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    late = AgreementFactory(meeting=scene.meeting, due_on=today - day, state="in_progress")
    due = AgreementFactory(meeting=scene.meeting, due_on=today)
    decision = AgreementFactory(meeting=scene.meeting, kind="decision", owner=None, due_on=None)
    done = AgreementFactory(meeting=scene.meeting, due_on=today - day, state="done")
    AgreementFactory(meeting=scene.meeting, due_on=today, state="withdrawn")
    assert columns(logged_in(scene.member)) == {
        "overdue": [late.number],
        "open": [due.number, decision.number],
        "in_progress": [],
        "done": [done.number],
        "unmet": [],
    }


def test_the_same_choices_as_in_the_table_and_only_what_one_may_see(scene, logged_in):
    other = OrganizationFactory()
    AgreementFactory(meeting=scene.meeting, due_on="2031-01-31")
    mine = AgreementFactory(meeting=scene.meeting, owner=other, due_on="2031-01-31")
    assert columns(logged_in(scene.coordinator), organization=other.pk)["open"] == [mine.number]
    assert columns(logged_in(scene.outsider))["open"] == []


def test_few_queries_and_few_rows_with_many_agreements(scene, logged_in, counted):
    for _ in range(SHOWN + 5):
        AgreementFactory(meeting=scene.meeting, due_on="2031-01-31")
        AgreementFactory(meeting=scene.meeting, due_on="2031-01-31", state="done")
    client = logged_in(scene.coordinator)
    with counted() as queries:
        answer = client.get(reverse(ADDRESS))
    assert len(queries()) <= 9, queries()
    assert [len(one.agreements) for one in answer.context["columns"]] == [0, SHOWN, 0, SHOWN, 0]
    assert f"{reverse('meetings:agreement_list')}?state=open" in answer.content.decode()
