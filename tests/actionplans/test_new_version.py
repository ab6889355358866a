"""The next version begins as a copy that keeps each item's identity."""

import pytest
from django.core.exceptions import PermissionDenied

from actionplans.content import build
from actionplans.models import ActionPlan, VersionItem
from actionplans.services import plans, publication, review
from actionplans.services.errors import NothingToContinue, OpenVersionExists
from members.canonical import canonical
from tests.factories import ActionPlanFactory, in_a_week


def uids(version) -> set:
    return set(VersionItem.objects.filter(version=version).values_list("item__uid", flat=True))


def test_create_plan_makes_the_first_draft(draft):
    assert (draft.number, draft.round, draft.state, draft.base) == (1, 1, "draft", None)


def test_only_writers_create_a_plan(representatives, draft):
    with pytest.raises(PermissionDenied):
        plans.create_plan("Otro", "", draft.plan.starts_on, draft.plan.ends_on, actor=representatives[0])
    assert ActionPlan.objects.count() == 1


def test_after_publication_the_next_number(published_version, next_draft):
    assert (next_draft.number, next_draft.round, next_draft.state) == (2, 1, "draft")
    assert next_draft.base == published_version


def test_after_withdrawal_the_next_round(withdrawn, writer):
    again = plans.new_version(withdrawn.plan, actor=writer)
    assert (again.number, again.round, again.base) == (1, 2, withdrawn)
    assert uids(again) == uids(withdrawn)


def test_the_copy_says_the_same_with_the_same_identities(published_version, next_draft):
    copied = build(next_draft)
    assert uids(next_draft) == uids(published_version)
    assert canonical(copied | {"number": 1}) == published_version.content


def test_parents_of_the_copy_are_in_the_copy(next_draft):
    parents = VersionItem.objects.filter(version=next_draft).exclude(parent=None)
    assert parents.count() == 4
    assert all(row.parent.version_id == next_draft.pk for row in parents.select_related("parent"))


def test_one_open_version_at_a_time(next_draft, writer):
    with pytest.raises(OpenVersionExists):
        plans.new_version(next_draft.plan, actor=writer)
    review.open_review(next_draft, [writer.person.organization], in_a_week(), actor=writer)
    with pytest.raises(OpenVersionExists):
        plans.new_version(next_draft.plan, actor=writer)


def test_a_plan_without_versions_has_nothing_to_continue(writer):
    with pytest.raises(NothingToContinue):
        plans.new_version(ActionPlanFactory(), actor=writer)


def test_only_writers_begin_a_version(published_version, representatives):
    with pytest.raises(PermissionDenied):
        plans.new_version(published_version.plan, actor=representatives[0])


def test_the_second_publication_takes_the_first_out_of_force(published_version, next_draft, writer):
    review.open_review(next_draft, [writer.person.organization], in_a_week(), actor=writer)
    publication.publish(next_draft, actor=writer)
    published_version.refresh_from_db()
    next_draft.refresh_from_db()
    assert (published_version.state, next_draft.state) == ("superseded", "published")
    assert published_version.published_at < next_draft.published_at
