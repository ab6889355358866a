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


def test_a_crowded_cell_grows_until_everybody_has_a_place(coordinator):
    crowd = [assessed(make.StakeholderFactory(), coordinator, influence=n % 2 + 2) for n in range(41)]
    found = drawn(crowd, [], timezone.localdate())
    assert [mark.number for mark in found.marks] == [row.number for row in found.rows] == list(range(1, 42))
    places = [(mark.x, mark.y) for mark in found.marks]
    apart = [max(abs(x - u), abs(y - v)) for n, (x, y) in enumerate(places) for u, v in places[:n]]
    assert min(apart) >= 28, "no two touch"
    high, medium, low = found.bands
    assert (high.y, medium.y, low.y) == (0, high.height, high.height + medium.height)
    for mark, one in zip(found.marks, crowd, strict=True):
        band = {3: high, 2: medium}[one.influence]
        assert band.y < mark.y - 12 and mark.y + 12 < band.y + band.height
        assert mark.x - 12 > 136 and mark.x + 12 < 248, "in its column of the interest"
    assert found.height == low.y + low.height


def test_who_moved_has_a_line_from_where_it_stood(coordinator):
    moved, stayed, new = (make.StakeholderFactory() for _ in range(3))
    before = [
        assessed(moved, coordinator, 400, influence=1, interest=1),
        assessed(stayed, coordinator, 400, position=2),
    ]
    now = [
        assessed(moved, coordinator, influence=3, interest=3),
        *(assessed(one, coordinator) for one in (stayed, new)),
    ]
    found = drawn(now, before, timezone.localdate() - 365 * DAY)
    low = found.bands[2]
    assert [mark.came_from for mark in found.marks] == [(24 + 56, low.y + low.height / 2), None, None]


def test_position_is_told_by_form_as_well_as_by_colour(coordinator):
    marks = [
        drawn([assessed(make.StakeholderFactory(), coordinator, position=one)], [], timezone.localdate()).marks[0]
        for one in (2, 1, 0, -1, -2)
    ]
    assert len({(mark.shape, mark.is_leaning) for mark in marks}) == 5


def test_how_positions_moved_as_a_whole(coordinating, coordinator):
    early, late = make.StakeholderFactory(), make.StakeholderFactory(level="municipal")
    assessed(early, coordinator, 500, position=-2)
    assessed(early, coordinator, 200, position=2)
    assessed(late, coordinator, 100, position=0)
    page = coordinating.get(MAP)
    moments = page.context["moments"]
    assert [[number for _word, number in one.counts] for one in moments] == [
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [1, 0, 0, 0, 0],
        [1, 0, 1, 0, 0],
        [1, 0, 1, 0, 0],
    ]
    assert moments[-1].parts == [("a", 0, 50), ("d", 50, 50)]
    assert moments[0].counts[0][0] == "aliado" and "Cómo se movieron las posiciones" in page.content.decode()
    only_early = coordinating.get(MAP, {"level": "national"}).context["moments"]
    assert sum(number for _word, number in only_early[-1].counts) == 1
    before_any = coordinating.get(MAP, {"on": (timezone.localdate() - 501 * DAY).isoformat()})
    assert before_any.context["moments"] == []


def test_the_page_of_the_stakeholder_says_how_it_stands_and_stood(coordinating, coordinator):
    stakeholder = make.StakeholderFactory()
    assert "Nunca se ha valorado" in coordinating.get(stakeholder.get_absolute_url()).content.decode()
    assessed(stakeholder, coordinator, 40, position=-1)
    assessed(stakeholder, coordinator, 2, position=1, influence=3)
    page = coordinating.get(stakeholder.get_absolute_url()).content.decode()
    assert "favorable" in page and "antes: reacio" in page and coordinator.person.name in page


def test_as_many_queries_for_thirty(coordinating, coordinator, django_assert_max_num_queries):
    for _ in range(30):
        assessed(make.StakeholderFactory(), coordinator)
        make.StakeholderFactory()
    for _ in range(2):
        coordinating.get("/")
    for page in (MAP, f"{MAP}?level=national&on=2999-01-01&since=x"):
        with django_assert_max_num_queries(8):
            assert coordinating.get(page).status_code == 200
