"""Agreements and weaknesses that no plan takes up: also those whose activity has left the plan."""

import pytest
from django.urls import reverse

from actionplans.presentation.origins import loose_agreements, loose_weaknesses
from actionplans.services import items, plans, publication, review
from alianza.waiting import rows
from tests import factories as make


def loose(writer) -> tuple[int, int, int]:
    """Agreements, weaknesses, and the agreements that the home page counts."""
    counted = next(row.n for row in rows(writer) if row.what == "loose")
    return loose_agreements(writer).count(), loose_weaknesses(writer).count(), counted


@pytest.fixture
def without(next_draft, text_of, writer):
    """Version 2, in which the line that answered the weakness and all below it are gone."""
    items.delete_item(text_of(next_draft, "Línea de prueba"), actor=writer)
    line = make.VersionItemFactory(version=next_draft, item__plan=next_draft.plan, kind="line", title="Otra línea")
    assert line.version == next_draft
    return next_draft


def test_while_the_version_in_force_says_it_it_is_taken_up(without, writer):
    assert loose(writer) == (0, 0, 0)


def test_once_the_version_without_it_is_in_force_it_waits_again(without, asked, agreement, writer, logged_in):
    publication.publish(review.open_review(without, asked, make.in_a_week(), actor=writer), actor=writer)
    assert loose(writer) == (1, 1, 1)
    page = logged_in(writer).get(reverse("actionplans:agreements_without_plan", args=[without.plan_id]))
    assert agreement.number in page.content.decode()


def test_a_round_that_was_taken_back_counts_until_the_next_one_says_otherwise(withdrawn, text_of, writer):
    assert loose(writer) == (0, 0, 0)
    again = plans.new_version(withdrawn.plan, actor=writer)
    assert loose(writer) == (0, 0, 0)
    items.delete_item(text_of(again, "Actividad con acuerdo"), actor=writer)
    assert loose(writer) == (1, 0, 1)
