"""In an activity's story, each version stands with what every organization said of it."""

import pytest
from django.urls import reverse

from actionplans.services import plans, publication, review
from tests import factories as make
from tests.actionplans.test_pages import queries


@pytest.fixture
def path(in_review, text_of) -> str:
    uid = text_of(in_review, "Actividad con acuerdo").item.uid
    return reverse("actionplans:item_detail", args=[in_review.plan_id, uid])


def test_a_reservation_is_no_plain_endorsement(in_review, path, asked, representatives, writer, logged_in):
    review.take_stance(in_review, asked[0], "reservations", "Falta el plazo", actor=representatives[0])
    page = logged_in(representatives[1]).get(path).content.decode()
    assert "0 respaldan · 1 con reservas · 0 disienten · 0 se abstienen · 1 sin respuesta" in page
    assert f"{asked[0].name}: con reservas" in page
    assert representatives[0].person.name not in page


def test_the_last_word_of_each(in_review, path, asked, representatives, logged_in):
    review.take_stance(in_review, asked[0], "dissent", "Falta el plazo", actor=representatives[0])
    review.take_stance(in_review, asked[0], "endorse", "", actor=representatives[0])
    page = logged_in(representatives[0]).get(path).content.decode()
    assert f"{asked[0].name}: respalda" in page
    assert f"{asked[0].name}: disiente" not in page


@pytest.mark.parametrize("rounds", [1, 6])
def test_it_costs_the_same_however_many_versions(in_review, path, asked, representatives, writer, logged_in, rounds):
    version = in_review
    for number in range(rounds):
        if number:
            draft = plans.new_version(version.plan, actor=writer)
            version = review.open_review(draft, asked, make.in_a_week(), actor=writer)
        for organization, user in zip(asked, representatives, strict=True):
            review.take_stance(version, organization, "endorse", "", actor=user)
        publication.publish(version, actor=writer)
    for user in (writer, representatives[0]):
        assert queries(logged_in(user), path) <= 8
