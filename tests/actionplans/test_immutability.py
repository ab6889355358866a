"""What left the draft state can't be changed by anybody through the application's connection: tried with SQL."""

import pytest
from django.db import Error, connection, transaction

from actionplans.content import build
from actionplans.models import Endorsement, PlanVersion
from actionplans.services import review
from members.canonical import canonical, sha256
from tests import factories as make

FROZEN = {
    "content": "UPDATE actionplans_planversion SET content = '{}' WHERE id = {version}",
    "content and hash": "UPDATE actionplans_planversion SET content = 'x', content_sha256 = "
    "encode(sha256('x'), 'hex') WHERE id = {version}",
    "number": "UPDATE actionplans_planversion SET number = 9 WHERE id = {version}",
    "base": "UPDATE actionplans_planversion SET base_id = NULL, round = 7 WHERE id = {version}",
    "deletion": "DELETE FROM actionplans_planversion WHERE id = {version}",
    "text": "UPDATE actionplans_versionitem SET title = 'otra cosa' WHERE version_id = {version}",
    "text leaves": "UPDATE actionplans_versionitem SET version_id = {other} WHERE version_id = {version}",
    "text comes": "UPDATE actionplans_versionitem SET version_id = {version} WHERE version_id = {other}",
    "item removed": "DELETE FROM actionplans_versionitem WHERE version_id = {version} AND parent_id IS NOT NULL",
    "item added": 'INSERT INTO actionplans_versionitem (version_id, item_id, "order", title, title_en, text, '
    "text_en, baseline, target, verification, lock_version) "
    "SELECT {version}, item_id, 9, 'nueva', '', '', '', '', '', '', 0 FROM actionplans_versionitem "
    "WHERE version_id = {other} LIMIT 1",
    "responsible changed": "UPDATE actionplans_responsibility SET role = 'support' WHERE text_id IN "
    "(SELECT id FROM actionplans_versionitem WHERE version_id = {version})",
    "responsible removed": "DELETE FROM actionplans_responsibility WHERE text_id IN "
    "(SELECT id FROM actionplans_versionitem WHERE version_id = {version})",
    "responsible added": "INSERT INTO actionplans_responsibility (text_id, organization_id, role) "
    "SELECT id, {organization}, 'lead' FROM actionplans_versionitem WHERE version_id = {version}",
    "stance changed": "UPDATE actionplans_endorsement SET stance = 'endorse' WHERE version_id = {version}",
    "stance removed": "DELETE FROM actionplans_endorsement WHERE version_id = {version}",
    "stance on other content": "INSERT INTO actionplans_endorsement (version_id, content_sha256, organization_id, "
    "person_id, stance, statement, revision, capacity, created_at) SELECT version_id, repeat('0', 64), "
    "organization_id, person_id, 'endorse', '', 9, '', now() FROM actionplans_endorsement WHERE version_id = {version}",
}
REFUSAL = (
    r"content of a frozen version|left the draft state|stays in its version|stays with its item"
    r"|Cannot update or delete rows|endorsement_of_exact_content"
)
AROUND = {
    "triggers off": "ALTER TABLE actionplans_planversion DISABLE TRIGGER ALL",
    "items' triggers off": "ALTER TABLE actionplans_versionitem DISABLE TRIGGER USER",
    "everything emptied": "TRUNCATE actionplans_planversion CASCADE",
    "stances emptied": "TRUNCATE actionplans_endorsement",
    "as a replica": "SET session_replication_role = replica",
    "the trail": "ALTER TABLE actionplans_planversionevent DISABLE TRIGGER ALL",
}


@pytest.fixture
def reviewed(in_review, asked, representatives) -> PlanVersion:
    review.take_stance(in_review, asked[0], "dissent", "Falta el plazo", actor=representatives[0])
    return in_review


@pytest.fixture
def places(reviewed) -> dict:
    other = make.VersionItemFactory(kind="line").version
    return {"version": reviewed.pk, "other": other.pk, "organization": make.OrganizationFactory().pk}


def run(cursor, statement: str) -> None:
    cursor.execute(statement)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("what", FROZEN)
def test_frozen_in_review(what, places, as_application_role):
    with pytest.raises(Error, match=REFUSAL), as_application_role() as cursor:
        run(cursor, _filled(FROZEN[what], places))


@pytest.mark.parametrize("what", FROZEN)
def test_frozen_once_published(what, places, as_application_role):
    PlanVersion.objects.filter(pk=places["version"]).update(state="published", published_at=make.in_a_week())
    with pytest.raises(Error, match=REFUSAL), as_application_role() as cursor:
        run(cursor, _filled(FROZEN[what], places))


def test_who_published_it_and_when_stays(published_version, as_application_role):
    with pytest.raises(Error, match=REFUSAL), as_application_role():
        PlanVersion.objects.filter(pk=published_version.pk).update(published_at=make.in_a_week())


@pytest.mark.parametrize("what", AROUND)
def test_nobody_gets_around_it(what, reviewed, as_application_role):
    with pytest.raises(Error, match=r"permission denied|must be owner"), as_application_role() as cursor:
        cursor.execute(AROUND[what])


def test_no_trigger_is_dropped(reviewed, as_application_role):
    triggers = "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname ~ 'version_frozen|endorsement_kept'"
    with connection.cursor() as cursor:
        cursor.execute(triggers)
        found = cursor.fetchall()
    assert len(found) == 2
    for name, table in found:
        with pytest.raises(Error, match="must be owner"), as_application_role() as cursor:
            cursor.execute(f"DROP TRIGGER {name} ON {table}")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("draft", "published"),
        ("draft", "superseded"),
        ("draft", "withdrawn"),
        ("in_review", "draft"),
        ("in_review", "superseded"),
        ("withdrawn", "in_review"),
        ("withdrawn", "published"),
        ("published", "draft"),
        ("published", "in_review"),
        ("published", "withdrawn"),
        ("superseded", "published"),
    ],
)
def test_states_follow_their_order(draft, start, end, as_application_role):
    content = canonical(build(draft))
    rows = PlanVersion.objects.filter(pk=draft.pk)
    path = {"draft": [], "superseded": ["in_review", "published", "superseded"], "in_review": ["in_review"]}
    for state in path.get(start, ["in_review", start]):
        published = {"published_at": draft.created_at} if state == "published" else {}
        rows.update(state=state, content=content, content_sha256=sha256(content), **published)
    with pytest.raises(Error), as_application_role():
        rows.update(state=end, published_at=draft.created_at)


def test_the_stored_hash_is_that_of_the_stored_content(reviewed, as_application_role):
    with as_application_role() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(content, 'UTF8')), 'hex') = content_sha256, content "
            "FROM actionplans_planversion WHERE id = %s",
            [reviewed.pk],
        )
        same, content = cursor.fetchone()
    assert same
    assert content == canonical(build(reviewed))


def test_a_wrong_hash_is_refused(draft, as_application_role):
    with pytest.raises(Error, match="hash_of_content"), as_application_role():
        PlanVersion.objects.filter(pk=draft.pk).update(state="in_review", content="{}", content_sha256="0" * 64)


def test_a_frozen_version_without_content_is_refused(draft, as_application_role):
    with pytest.raises(Error, match="frozen_when_not_draft"), as_application_role():
        PlanVersion.objects.filter(pk=draft.pk).update(state="in_review")


def test_one_version_in_force_and_one_open(published_version, next_draft):
    with pytest.raises(Error, match="one_open_version"), transaction.atomic():
        PlanVersion.objects.create(plan=published_version.plan, number=7)
    content = canonical(build(next_draft))
    rows = PlanVersion.objects.filter(pk=next_draft.pk)
    rows.update(state="in_review", content=content, content_sha256=sha256(content))
    with pytest.raises(Error, match="one_published_version"), transaction.atomic():
        rows.update(state="published", published_at=published_version.published_at)


def test_the_application_may_do_its_work(draft, asked, writer, representatives, as_application_role):
    """The refusals above are not those of a role that may do nothing."""
    with as_application_role():
        review.open_review(draft, asked, make.in_a_week(), actor=writer)
        review.take_stance(draft, asked[0], "endorse", actor=representatives[0])
        assert Endorsement.objects.count() == 1
    assert connection.is_usable()


def _filled(statement: str, places: dict) -> str:
    for name, pk in places.items():
        statement = statement.replace(f"{{{name}}}", str(pk))
    return statement
