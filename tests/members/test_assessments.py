"""Where stakeholders stand: dated, by whom, kept; as a picture and as a list; only for the secretariat."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.models import Assessment
from members.presentation.stakeholder_map import drawn
from tests import factories as make

pytestmark = pytest.mark.django_db
MAP = reverse("members:stakeholder_map")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def coordinating(client, coordinator):
    client.force_login(coordinator)
    return client


def assessed(stakeholder, actor, days_ago=0, **how) -> Assessment:
    day = timezone.localdate() - days_ago * DAY
    how = {"interest": 2, "influence": 2, "position": 0} | how
    return Assessment.objects.create(stakeholder=stakeholder, assessed_by=actor, assessed_on=day, **how)


def assess(client, stakeholder, **typed):
    today = timezone.localdate().isoformat()
    fields = {"interest": 3, "influence": 1, "position": -1, "assessed_on": today, "words": "Por lo dicho"} | typed
    return client.post(reverse("members:assessment_create", args=[stakeholder.pk]), fields)


def test_from_the_page_of_the_stakeholder_to_the_map(coordinating, coordinator):
    stakeholder = make.StakeholderFactory(name="Ministerio de Ejemplo")
    address = reverse("members:assessment_create", args=[stakeholder.pk])
    assert address in coordinating.get(stakeholder.get_absolute_url()).content.decode()
    assert "víctimas" in coordinating.get(address).content.decode()
    assert assess(coordinating, stakeholder).status_code == 302
    found = stakeholder.assessments.get()
    assert (found.interest, found.influence, found.position, found.assessed_by) == (3, 1, -1, coordinator)
    page = coordinating.get(MAP)
    (row,) = page.context["map"].rows
    assert "reacio" in row.words and coordinator.person.name in row.when
    assert "Ministerio de Ejemplo" in page.content.decode() and "<svg" in page.content.decode()


def test_the_latest_of_a_day_counts_and_the_earlier_ones_stay(coordinator):
    stakeholder = make.StakeholderFactory()
    assessed(stakeholder, coordinator, 400, position=-2)
    assessed(stakeholder, coordinator, 10, position=0)
    last = assessed(stakeholder, coordinator, 10, position=1)
    assessed(stakeholder, coordinator, 20, position=-1)
    today = timezone.localdate()
    assert Assessment.objects.as_of(today).get() == last
    assert Assessment.objects.as_of(today - 100 * DAY).get().position == -2
    assert not Assessment.objects.as_of(today - 500 * DAY).exists()


def test_how_positions_moved(coordinating, coordinator):
    closer, away, new, same = (make.StakeholderFactory() for _ in range(4))
    for one, before, now in ((closer, -1, 1), (away, 1, 0), (same, 0, 0)):
        assessed(one, coordinator, 500, position=before)
        assessed(one, coordinator, 5, position=now)
    assessed(new, coordinator, 5, position=2)
    page = coordinating.get(MAP)
    assert "1 se acercó, 1 se alejó, 1 sigue igual" in page.context["map"].summary
    assert sum(bool(row.moved) for row in page.context["map"].rows) == 2
    earlier = coordinating.get(MAP, {"on": (timezone.localdate() - 100 * DAY).isoformat()})
    assert len(earlier.context["map"].rows) == 3
    one = coordinating.get(reverse("members:assessment_create", args=[closer.pk]))
    assert len(one.context["course"].dots) == 2 and len(one.context["history"]) == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"interest": 4}, "interest"),
        ({"position": ""}, "position"),
        ({"influence": "x"}, "influence"),
        ({"assessed_on": "2999-01-01"}, "assessed_on"),
        ({"words": "x" * 2001}, "words"),
    ],
)
def test_bad_input_is_said_and_nothing_lost(coordinating, typed, field):
    stakeholder = make.StakeholderFactory()
    answer = assess(coordinating, stakeholder, **{"words": "Lo que escribí"} | typed)
    assert field in answer.context["form"].errors and not stakeholder.assessments.exists()
    assert ("Lo que escribí" in answer.content.decode()) == (field != "words")


def test_members_of_the_alliance_are_no_stakeholders(coordinating, coordinator):
    member = make.OrganizationFactory()
    assert assess(coordinating, member).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        assessed(member, coordinator)


@pytest.mark.parametrize("role", ["principal", "spokesperson"])
def test_representatives_read_nothing_of_it(client, coordinator, role):
    stakeholder = make.StakeholderFactory()
    assessed(stakeholder, coordinator, position=-2)
    user = make.representative(role=role)
    client.force_login(user)
    assert client.get(MAP).status_code == 404 == assess(client, stakeholder).status_code
    page = client.get(stakeholder.get_absolute_url()).content.decode()
    assert "assess" not in page and MAP not in page
    assert not Assessment.objects.visible_to(user).exists()


def test_what_was_judged_is_kept(as_application_role, coordinator):
    found = assessed(make.StakeholderFactory(), coordinator)
    for statement in ("UPDATE members_assessment SET position = 2", "DELETE FROM members_assessment"):
        with pytest.raises(DatabaseError), as_application_role() as cursor:
            cursor.execute(f"{statement} WHERE id = {found.pk}")


def test_a_crowded_cell_says_how_many_more_there_are(coordinator):
    crowd = [assessed(make.StakeholderFactory(), coordinator) for _ in range(40)]
    found = drawn(crowd, [], timezone.localdate())
    assert len(found.marks) == 14 and [cell.more for cell in found.cells if cell.more] == [26]
    assert len(found.rows) == 40
    assert {mark.number for mark in found.marks} <= {row.number for row in found.rows}


def test_as_many_queries_for_thirty(coordinating, coordinator, django_assert_max_num_queries):
    for _ in range(30):
        assessed(make.StakeholderFactory(), coordinator)
        make.StakeholderFactory()
    for _ in range(2):
        coordinating.get("/")
    for page in (MAP, f"{MAP}?level=national&on=2999-01-01&since=x"):
        with django_assert_max_num_queries(8):
            assert coordinating.get(page).status_code == 200
