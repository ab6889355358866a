"""The first page of each role."""

import datetime
import re

import pytest
from django.utils import timezone

from actionplans.models import Delivery, Share
from meetings.models import Minutes
from members.models import OutboxMail
from tests import factories as make
from tests.alianza.reviews import in_review, say
from tests.alianza.world import World, freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def text_of(response) -> str:
    """What a reader sees of the page's own content."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def home(client, user, language: str = "en") -> str:
    if user:
        client.force_login(user)
    return text_of(client.get("/", headers={"accept-language": language}))


def test_public_page_says_nothing_of_what_is_inside(client, world):
    shown = client.get("/").content.decode()
    inside = [
        world.organization.name,
        world.person.name,
        world.person.email,
        world.meeting.title,
        world.meeting.place,
        world.meeting.city,
        world.agreement.text,
        world.plan.title,
        world.reviewed_plan.title,
        world.stakeholder.name,
    ]
    assert [word for word in inside if word in shown] == []
    assert "/accounts/login/" in shown


def test_account_without_mandate_learns_whom_to_ask_and_nothing_else(client, world):
    shown = home(client, world.users["stranger"])
    assert "no mandate today" in shown and "technical secretariat" in shown
    assert world.organization.name not in shown and world.plan.title not in shown


def test_representative_is_told_what_the_organization_owes(client, world):
    shown = home(client, world.own)
    assert world.organization.name in shown
    assert world.agreement.text in shown and "years late" in shown
    assert f"where your organization stands on {world.reviewed_plan.title}, version 1" in shown
    assert "Review the plan" in shown
    for not_theirs in ("Call a meeting", "Last share", world.draft_plan.title, "Publish the minutes"):
        assert not_theirs not in shown
    assert "Write the minutes" not in shown and "to review" not in shown
    assert f"Read the minutes of “{world.reviewed_meeting.title}”: approve them, or comment" in shown


def test_another_representative_sees_an_empty_list_that_says_so(client, world):
    shown = home(client, world.other)
    assert "Nothing is waiting for your organization" in shown
    assert world.agreement.text not in shown and world.meeting.title not in shown


def test_coordinator_is_told_what_the_alliance_waits_for(client, world):
    shown = home(client, world.coordinator)
    for expected in (
        "Technical secretariat",
        f"Close the review of {world.reviewed_plan.title}, version 1",
        "1 of 3 organizations has not answered",
        f"Send the minutes of “{world.meeting.title}” to review",
        f"Review of the minutes of “{world.reviewed_meeting.title}”",
        f"Publish the minutes of “{world.approved_meeting.title}”",
        "Take 1 agreement into the plan",
        "See the answers",
        "Call a meeting",
        "1 person",
    ):
        assert expected in shown


def test_administrator_sees_what_the_coordinator_sees(client, world):
    assert "Close the review" in home(client, world.users["administrator"])


def test_place_of_the_next_meeting_is_never_on_the_page(client):
    user = make.representative()
    meeting = make.MeetingFactory(starts_at=make.in_a_week(), link="https://canario.example/sala", city="Bogotá")
    make.AttendanceFactory(meeting=meeting, person=user.person)
    client.force_login(user)
    shown = client.get("/").content.decode()
    assert meeting.title in shown and "Bogotá" in shown
    assert meeting.place not in shown and "canario" not in shown


def test_meeting_that_one_may_not_see_is_not_the_next_one(client):
    make.MeetingFactory(starts_at=make.in_a_week(), title="Canario")
    assert "Canario" not in home(client, make.representative())


def test_plan_card_says_who_said_what_and_the_parts_add_up(client):
    people = [make.representative().person for _ in range(5)]
    version = in_review([person.organization for person in people])
    for person, stance in zip(people, ("endorse", "endorse", "reservations", "dissent"), strict=False):
        say(version, person, stance)
    say(version, people[1], "abstain", revision=2)
    client.force_login(people[4].user)
    page = client.get("/", headers={"accept-language": "en"})
    assert "1 endorses · 1 with reservations · 1 dissents · 1 abstains · 1 without an answer" in text_of(page)
    bar = re.findall(r'<rect class="(\w)" x="(\d)" width="(\d)"', page.content.decode())
    assert bar == [("a", "0", "1"), ("b", "1", "1"), ("c", "2", "1"), ("d", "3", "1")]
    assert 'viewBox="0 0 5 1"' in page.content.decode()


def test_withdrawn_version_is_on_no_card(client):
    version = make.PlanVersionFactory()
    make.VersionItemFactory(version=version)
    freeze(version, "withdrawn")
    user = make.representative()
    shown = home(client, user)
    assert version.plan.title not in shown
    assert "No plan has been put before the members yet" in shown


def delivery(share: Share, state: str, **fields) -> None:
    person = make.PersonFactory(organization=make.StakeholderFactory())
    key = f"{share.pk}:{person.pk}"
    mail = OutboxMail.objects.create(event="plan_shared", key=key, person=person, state=state, message_id=f"<{key}@x>")
    fields |= {"expires_at": make.in_a_week(), "language": "es", "token_sha256": key}
    Delivery.objects.create(share=share, person=person, organization=person.organization, mail=mail, **fields)


def test_last_share_says_who_was_not_reached_and_its_parts_add_up(client):
    user, version = make.coordinator(), make.PlanVersionFactory()
    make.VersionItemFactory(version=version)
    freeze(version, "published")
    old, share = (Share.objects.create(version=version, created_by=user) for _ in range(2))
    delivery(old, "failed")
    for state in ("queued", "sending", "accepted", "accepted"):
        delivery(share, state)
    delivery(share, "accepted", acknowledged_at=timezone.now(), acknowledged_name="Enlace de prueba")
    shown = home(client, user)
    assert "1 acknowledged · 2 accepted by the mail server · 0 failed · 2 on the way" in shown
    assert "not reached" not in shown
    delivery(share, "failed")
    shown = home(client, user)
    assert "1 acknowledged · 2 accepted by the mail server · 1 failed · 2 on the way" in shown
    assert "1 person was not reached" in shown and "→ 6 people" in shown


def test_last_share_counts_as_its_ledger_does(client):
    user, version = make.coordinator(), make.PlanVersionFactory()
    make.VersionItemFactory(version=version)
    freeze(version, "published")
    share = Share.objects.create(version=version, created_by=user)
    for state in ("withdrawn", "accepted", "accepted"):
        delivery(share, state)
    OutboxMail.objects.filter(delivery=share.deliveries.last()).update(bounce="permanent")
    delivery(share, "accepted", declined_at=timezone.now())
    shown = home(client, user)
    words = "0 acknowledged · 1 accepted by the mail server · 1 failed · 0 on the way · 1 declined"
    assert f"{words} · 1 called back or closed" in shown and "→ 4 people" in shown


@pytest.mark.parametrize(
    ("state", "step"),
    [(None, "Start a plan"), ("draft", "Go on with the plan"), ("published", "Share the plan")],
)
def test_one_primary_action_that_the_state_of_the_plan_calls_for(client, state, step):
    if state:
        version = make.PlanVersionFactory()
        make.VersionItemFactory(version=version)
        if state != "draft":
            freeze(version, state)
    client.force_login(make.coordinator())
    shown = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert re.findall(r'class="btn primary"[^>]*>([^<]+)<', shown) == [step]


def test_empty_alliance_says_what_to_do_first(client):
    shown = home(client, make.coordinator())
    assert "There is no plan yet. Start one" in shown
    assert "No meeting is planned. Call one" in shown
    assert "Nothing has been shared yet" in shown


def fill(user, n: int) -> None:
    organization = user.person.organization
    body = make.BodyFactory(organizations=[organization])
    for _ in range(n):
        meeting = make.MeetingFactory(body=body)
        Minutes.objects.create(meeting=meeting, text="Texto")
        make.AgreementFactory(meeting=meeting, owner=organization)
        make.MeetingFactory(body=body, starts_at=timezone.now() + datetime.timedelta(days=3))
        say(in_review([organization]), make.PersonFactory(organization=organization))
        in_review([organization])


@pytest.mark.parametrize("role", [make.representative, make.coordinator])
def test_as_many_queries_with_thirty_as_with_one(client, count_queries, role):
    user = role()
    client.force_login(user)
    fill(user, 1)
    few = count_queries()
    fill(user, 29)
    assert count_queries() == few <= 8


def test_more_agreements_than_fit_lead_to_the_register(client):
    user = make.representative()
    meeting = make.MeetingFactory(body=make.BodyFactory(organizations=[user.person.organization]))
    for _ in range(8):
        make.AgreementFactory(meeting=meeting, owner=user.person.organization)
    assert "There is more" not in home(client, user)
    make.AgreementFactory(meeting=meeting, owner=user.person.organization)
    shown = client.get("/", headers={"accept-language": "en"})
    assert "There is more" in text_of(shown)
    assert shown.content.decode().count(meeting.agreements.first().text) == 8


def test_home_takes_no_post(client):
    assert client.post("/").status_code == 405
