"""What each member organization took part in, as a page, a chart, and files; donors get numbers without names."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from actionplans.models import Endorsement, ReviewRound
from alianza.participation import donors
from alianza.participation.counting import Period, Share, lines
from alianza.participation.presentation import said
from meetings.models import Agreement
from tests import factories as make
from tests.alianza.world import freeze

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()
YEAR = Period(TODAY - 365 * DAY, TODAY)


def meeting(days_ago: int = 10, **fields):
    return make.MeetingFactory(starts_at=timezone.now() - days_ago * DAY, **fields)


def line(organization, period: Period = YEAR):
    return lines([organization], period)[0]


@pytest.fixture
def user():
    return make.representative()


@pytest.fixture
def organization(user):
    return user.person.organization


def test_meetings_it_came_to_of_those_it_was_convened_to(user, organization):
    for status in ("present", "remote", "excused", "invited"):
        make.AttendanceFactory(meeting=meeting(), person=user.person, status=status)
    assert line(organization).meetings == Share(2, 4)


@pytest.mark.parametrize(
    "fields", [{"state": "cancelled"}, {"state": "draft"}, {"days_ago": 400}, {"days_ago": -5}], ids=str
)
def test_meetings_that_do_not_count(user, organization, fields):
    make.AttendanceFactory(meeting=meeting(**fields), person=user.person, status="present")
    assert line(organization).meetings == Share(0, 0)


def test_two_people_at_one_meeting_are_one_attendance(user, organization):
    together = meeting()
    for person in (user.person, make.PersonFactory(organization=organization)):
        make.AttendanceFactory(meeting=together, person=person, status="present")
    make.AttendanceFactory(
        meeting=meeting(), person=make.PersonFactory(organization=organization), status="present", capacity="guest"
    )
    assert line(organization).meetings == Share(1, 1)


def review(*organizations):
    version = make.PlanVersionFactory()
    make.VersionItemFactory(version=version, kind="line", order=1)
    freeze(version, "in_review")
    found = ReviewRound.objects.create(version=version, closes_at=timezone.now() + DAY)
    found.organizations.set(organizations)
    return version


def answer(version, user, stance="endorse", revision=1):
    Endorsement.objects.create(
        version=version,
        content_sha256=version.content_sha256,
        organization=user.person.organization,
        person=user.person,
        stance=stance,
        revision=revision,
        statement="",
    )


def test_reviews_it_answered_of_those_it_was_asked(user, organization):
    other = make.representative()
    first, _second = review(organization, other.person.organization), review(organization)
    answer(first, user)
    answer(first, user, "abstain", revision=2)
    assert line(organization).reviews == Share(1, 2)
    assert line(other.person.organization).reviews == Share(0, 1), "another's answer is not theirs"


def promise(organization, due: int, **fields) -> Agreement:
    return make.AgreementFactory(owner=organization, due_on=TODAY + due * DAY, **fields)


def test_commitments_kept_on_time(organization):
    on_time, late = promise(organization, 0), promise(organization, -5)
    for one in (on_time, late):
        one.state = "done"
        one.save()
    promise(organization, -3)  # overdue
    promise(organization, 20)  # nobody can be late with it yet
    promise(organization, -3, state="withdrawn")
    assert line(organization).commitments == Share(1, 3)


def test_done_once_is_done_though_edited_later(organization):
    one = promise(organization, 0)
    one.state = "done"
    one.save()
    one.progress = "Más palabras"
    one.save()
    assert line(organization).commitments == Share(1, 1)


def test_quiet_is_nothing_in_90_days(user, organization):
    assert line(organization).is_quiet, "never heard of"
    make.AttendanceFactory(meeting=meeting(100), person=user.person, status="present")
    assert line(organization).is_quiet
    make.AttendanceFactory(meeting=meeting(80), person=user.person, status="unexcused")
    assert line(organization).is_quiet, "invited is not there"
    make.AttendanceFactory(meeting=meeting(80), person=user.person, status="remote")
    assert not line(organization).is_quiet


def test_the_secretariat_sees_all_and_filters_the_quiet(client, user, organization):
    make.AttendanceFactory(meeting=meeting(), person=user.person, status="present")
    silent = make.OrganizationFactory(name="Organización callada de ejemplo")
    client.force_login(make.coordinator())
    page = client.get(reverse("participation")).content.decode()
    assert organization.name in page and silent.name in page and "<svg" in page
    assert {one.meetings for one in client.get(reverse("participation")).context["rows"]} == {said(Share(1, 1)), "—"}
    page = client.get(
        reverse("participation"), {"first": YEAR.first, "last": YEAR.last, "quiet": "on"}
    ).content.decode()
    assert organization.name not in page and silent.name in page


def test_a_representative_sees_only_their_own(client, user, organization):
    other = make.OrganizationFactory(name="Organización ajena de ejemplo")
    client.force_login(user)
    page = client.get(reverse("participation")).content.decode()
    assert organization.name in page and other.name not in page
    assert client.get(reverse("participation_file", args=["organizations", "csv"])).status_code == 403


def test_members_of_another_time_are_left_out(client):
    gone = make.OrganizationFactory(name="Organización que se fue", left_on=YEAR.first - DAY)
    authority = make.StakeholderFactory()
    client.force_login(make.coordinator())
    page = client.get(reverse("participation")).content.decode()
    assert gone.name not in page and authority.name not in page


def test_a_period_that_ends_before_it_starts_is_said(client):
    client.force_login(make.coordinator())
    page = client.get(reverse("participation"), {"first": "2020-05-01", "last": "2020-04-01"})
    assert page.status_code == 200 and page.context["form"].errors["last"]


def test_files_with_names(client, user, organization):
    organization.name = "=Organización"
    organization.save()
    make.AttendanceFactory(meeting=meeting(), person=user.person, status="present")
    client.force_login(make.coordinator())
    text = client.get(reverse("participation_file", args=["organizations", "csv"])).content.decode("utf-8-sig")
    row = next(one for one in csv.reader(io.StringIO(text)) if "Organización" in one[0] and one[2] == "1")
    assert row[0] == "'=Organización" and row[2:4] == ["1", "1"]
    book = load_workbook(io.BytesIO(client.get(reverse("participation_file", args=["organizations", "xlsx"])).content))
    assert any(one[2:4] == (1, 1) for one in book.active.values)
    assert client.get(reverse("participation_file", args=["organizations", "exe"])).status_code == 404
    assert client.get(reverse("participation_file", args=["persons", "csv"])).status_code == 404


def test_donors_get_numbers_without_names(client):
    users = [make.representative() for _ in range(4)]
    lonely = make.representative()
    lonely.person.organization.department = "CO-VAU"
    lonely.person.organization.save()
    together = meeting()
    for one in (*users, lonely):
        make.AttendanceFactory(meeting=together, person=one.person, status="present")
    client.force_login(make.coordinator())
    text = client.get(reverse("participation_file", args=["donors", "csv"])).content.decode("utf-8-sig")
    for one in (*users, lonely):
        assert one.person.name not in text and one.person.organization.name not in text
    assert "Vaup" not in text, "a department of one organization stands with others"
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert rows[0][:4] == ["Nariño", "5", "4", "4"]
    assert rows[1][1] == rows[1][2] == rows[1][3] == donors.safe(1)


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (3, "3"), (41, "41")])
def test_small_numbers_are_not_said(number, said):
    assert donors.safe(number) == said
    assert "1" not in donors.safe(1) and donors.safe(1) == donors.safe(2)


def test_a_constant_number_of_queries(client, django_assert_max_num_queries):
    client.force_login(make.coordinator())
    client.get(reverse("participation"))
    for _ in range(15):
        user = make.representative()
        make.AttendanceFactory(meeting=meeting(), person=user.person, status="present")
        promise(user.person.organization, -1)
    with django_assert_max_num_queries(8):
        client.get(reverse("participation"))


def test_who_joined_lately_or_left_is_not_quiet():
    assert line(make.OrganizationFactory()).is_quiet
    assert not line(make.OrganizationFactory(joined_on=TODAY - 7 * DAY)).is_quiet
    assert not line(make.OrganizationFactory(left_on=TODAY - DAY)).is_quiet


def test_guests_are_not_counted_for_their_organization_in_donors_numbers():
    there, met = [make.OrganizationFactory(department="CO-ANT") for _ in range(4)], meeting()
    for n, one in enumerate(there):
        capacity = "guest" if n == 0 else "principal"
        person = make.PersonFactory(organization=one)
        make.AttendanceFactory(meeting=met, person=person, status="present", capacity=capacity)
    counted = donors.people_by_department({"CO-ANT"}, [one.pk for one in there], YEAR)
    assert counted == {"CO-ANT": 3}


def test_four_hundred_members_are_all_counted_and_shown_in_pages(client):
    client.force_login(make.coordinator())
    names = [f"Organización numerada {n:03}" for n in range(400)]
    for name in names:
        make.OrganizationFactory(name=name, department="CO-CHO")
    address = reverse("participation")
    first = client.get(address)
    assert first.context["total"] >= 401 and len(first.context["rows"]) == 100
    asked = {"first": YEAR.first, "last": YEAR.last, "department": "CO-CHO", "after": "300"}
    last = client.get(address, asked)
    assert last.context["total"] == 400 and last.context["rows"][-1].name == names[-1]
    assert "400" in last.content.decode() and last.context["page"].next_after is None
    assert len(client.get(address, asked | {"after": "x" * 9}).context["rows"]) == 100
    written = client.get(reverse("participation_file", args=["organizations", "csv"]), asked).content.decode()
    assert all(name in written for name in names)


def test_a_representative_sees_their_own_as_a_picture(client, user):
    make.AttendanceFactory(meeting=meeting(), person=user.person, status="present")
    client.force_login(user)
    page = client.get(reverse("participation"))
    assert [(bar.whole, bar.words) for bar in page.context["bars"]] == [(1, "1 de 1")]
