"""Remarks on what is in review."""

import pytest
from django.core.exceptions import PermissionDenied

from actionplans.models import Comment
from actionplans.services import comments
from actionplans.services.errors import ItemGone, NotInReview
from tests import factories as make


@pytest.fixture
def item(in_review, text_of):
    return text_of(in_review, "Actividad con acuerdo").item


@pytest.fixture
def comment(in_review, item, asked, representatives) -> Comment:
    return comments.add_comment(in_review, item, asked[0], " ¿Quién convoca? ", actor=representatives[0])


def test_with_its_author_and_organization(comment, representatives, asked):
    assert (comment.author, comment.organization) == (representatives[0].person, asked[0])
    assert comment.text == "¿Quién convoca?"


def test_a_coordinator_comments_too(in_review, item, writer):
    assert comments.add_comment(in_review, item, writer.person.organization, "Sí", actor=writer).pk


def test_not_in_another_organizations_name(in_review, item, asked, representatives):
    with pytest.raises(PermissionDenied):
        comments.add_comment(in_review, item, asked[1], "No", actor=representatives[0])


def test_not_by_an_administrator(in_review, item, asked):
    with pytest.raises(PermissionDenied):
        comments.add_comment(in_review, item, asked[0], "No", actor=make.administrator())


def test_only_while_in_review(draft, published_version, text_of, asked, representatives):
    item = text_of(published_version, "Actividad con acuerdo").item
    with pytest.raises(NotInReview):
        comments.add_comment(published_version, item, asked[0], "Tarde", actor=representatives[0])


def test_only_on_items_of_this_version(in_review, asked, representatives):
    elsewhere = make.VersionItemFactory(kind="line").item
    with pytest.raises(ItemGone):
        comments.add_comment(in_review, elsewhere, asked[0], "No", actor=representatives[0])


def test_its_organization_or_a_coordinator_resolves_it_once(comment, representatives, writer):
    first = comments.resolve_comment(comment, actor=representatives[0])
    again = comments.resolve_comment(comment, actor=writer)
    assert (first.resolved_at, first.resolved_by) == (again.resolved_at, again.resolved_by)
    assert again.resolved_by == representatives[0].person


def test_others_do_not_resolve_it(comment, representatives):
    for user in (representatives[1], make.administrator()):
        with pytest.raises(PermissionDenied):
            comments.resolve_comment(comment, actor=user)
    comment.refresh_from_db()
    assert comment.resolved_at is None
