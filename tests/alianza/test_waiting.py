"""What waits for whom; what is done, not theirs, or not visible to them doesn't."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from actionplans.models import Origin, ReportingPeriod, Share
from alianza.waiting import rows
from meetings.models import AgreementRequest, Minutes
from members.tokens import token_for
from tests import factories as make
from tests.alianza.reviews import in_review, say
from tests.alianza.world import World, freeze

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def user():
    return make.representative()


@pytest.fixture
def coordinator():
    return make.coordinator()


@pytest.fixture
def meeting(user):
    return make.MeetingFactory(body=make.BodyFactory(organizations=[user.person.organization]))


def what(user, *kinds: str) -> list[tuple[str, int]]:
    return [(row.what, row.target) for row in rows(user) if row.what in kinds]


def one(user, kind: str):
    [row] = [row for row in rows(user) if row.what == kind]
    return row


def test_nothing_waits_for_an_account_without_a_role():
    in_review([make.OrganizationFactory()])
    assert rows(make.UserFactory()) == []


def test_the_readers_organization_comes_with_its_name(user, coordinator):
    assert one(user, "mine").label == user.person.organization.name
    assert one(user, "mine").n == 0
    assert one(coordinator, "mine").n == 1, "it holds the secretariat"


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ({}, True),
        ({"due_on": timezone.localdate() + 14 * DAY}, True),
        ({"due_on": timezone.localdate() + 15 * DAY}, False),
        ({"state": "in_progress"}, True),
        ({"state": "done"}, False),
        ({"state": "withdrawn"}, False),
    ],
)
def test_agreement_that_the_organization_owes(user, meeting, change, waits):
    agreement = make.AgreementFactory(meeting=meeting, owner=user.person.organization, **change)
    assert what(user, "agreement") == ([("agreement", agreement.pk)] if waits else [])


def test_agreement_of_another_organization_waits_for_that_one_and_its_partners(user, meeting):
    agreement = make.AgreementFactory(meeting=meeting, owner=make.OrganizationFactory())
    assert what(user, "agreement") == []
    agreement.partners.set([user.person.organization, make.OrganizationFactory()])
    assert one(user, "agreement").n == 0, "it takes part, another is responsible"


def test_what_ones_organization_owes_is_told_and_what_others_owe_elsewhere_is_not(user):
    """Also from a meeting that the reader may not see: a promise is kept by whoever follows."""
    elsewhere = make.MeetingFactory()
    owed = make.AgreementFactory(meeting=elsewhere, owner=user.person.organization)
    make.AgreementFactory(meeting=elsewhere, text="Canario", sequence=2)
    assert what(user, "agreement") == [("agreement", owed.pk)]


def test_review_waits_for_each_asked_organization_until_it_answers(user):
    version = in_review([user.person.organization, make.OrganizationFactory()])
    assert what(user, "stance", "review") == [("stance", version.pk)]
    say(version, user.person, "reservations")
    assert what(user, "stance", "review") == []


def test_review_does_not_wait_for_others(user):
    in_review([make.OrganizationFactory()])
    assert what(user, "stance", "review") == []


def test_review_does_not_wait_for_a_spokesperson_who_may_not_answer():
    spokesperson = make.representative(role="spokesperson")
    in_review([spokesperson.person.organization])
    assert what(spokesperson, "stance") == []


def test_closed_review_cannot_be_answered_and_waits_for_the_coordinator_only(user, coordinator):
    now = timezone.now()
    version = in_review([user.person.organization], opened_at=now - 9 * DAY, closes_at=now - DAY)
    assert what(user, "stance", "review") == []
    assert what(coordinator, "review") == [("review", version.pk)]


def test_coordinator_sees_how_many_are_silent_however_often_one_spoke(coordinator):
    people = [make.representative().person for _ in range(3)]
    version = in_review([person.organization for person in people])
    say(version, people[0], "dissent")
    say(version, people[0], "endorse", revision=2)
    row = one(coordinator, "review")
    assert (row.n, row.m) == (3, 2)


def test_minutes_wait_from_the_meeting_until_they_are_published(coordinator, user):
    meeting = make.MeetingFactory()
    make.MeetingFactory(starts_at=make.in_a_week())
    make.AgreementFactory(meeting=meeting)
    assert (one(coordinator, "minutes").n, one(coordinator, "minutes").m) == (1, 0)
    Minutes.objects.create(meeting=meeting, text="Texto")
    assert one(coordinator, "minutes").m == 1
    assert what(user, "minutes") == []
    make.minutes_version(meeting)
    assert what(coordinator, "minutes") == []


@pytest.mark.parametrize(("state", "step"), [("in_review", 2), ("approved", 3)])
def test_minutes_on_their_way_say_how_far_they_are(coordinator, state, step):
    make.minutes_version(make.MeetingFactory(), state=state)
    assert one(coordinator, "minutes").m == step


def test_minutes_in_review_wait_for_who_was_there_until_they_approve(user, coordinator):
    meeting = make.MeetingFactory(body=make.BodyFactory(organizations=[user.person.organization]))
    make.AttendanceFactory(meeting=meeting, person=user.person, status="present")
    version = make.minutes_version(meeting, state="in_review")
    row = one(user, "acta")
    assert (row.target, row.n) == (version.pk, meeting.pk) and what(coordinator, "acta") == []
    assert what(make.representative(organization=user.person.organization, role="spokesperson"), "acta") == []
    version.approvals.create(organization=user.person.organization, person=user.person)
    assert what(user, "acta") == []


def test_minutes_in_review_do_not_wait_for_who_was_absent_nor_after_their_date(user):
    meeting = make.MeetingFactory(body=make.BodyFactory(organizations=[user.person.organization]))
    make.AttendanceFactory(meeting=meeting, person=user.person, status="excused")
    make.minutes_version(meeting, state="in_review")
    late = make.MeetingFactory()
    make.AttendanceFactory(meeting=late, person=user.person, status="present")
    make.minutes_version(late, state="in_review", review_until=timezone.now())
    assert what(user, "acta") == []


def test_a_cancelled_meeting_waits_for_no_minutes(coordinator):
    make.MeetingFactory(state="cancelled")
    assert what(coordinator, "minutes") == []


def test_an_invitation_waits_for_its_person_until_it_is_answered(user, coordinator):
    meeting = make.MeetingFactory(starts_at=make.in_a_week(), state="convened")
    row = make.AttendanceFactory(meeting=meeting, person=user.person)
    assert what(user, "invitation") == [("invitation", meeting.pk)] and what(coordinator, "invitation") == []
    row.answer = "no"
    row.save()
    assert what(user, "invitation") == []


def test_a_draft_invites_nobody_yet(user):
    make.AttendanceFactory(meeting=make.MeetingFactory(starts_at=make.in_a_week(), state="draft"), person=user.person)
    assert what(user, "invitation") == []


def test_a_commitment_waits_to_be_taken_on(user, meeting):
    later = timezone.localdate() + 60 * DAY
    agreement = make.AgreementFactory(meeting=meeting, owner=user.person.organization, due_on=later)
    make.AgreementFactory(meeting=meeting, due_on=later)
    assert what(user, "promise", "agreement") == [("promise", agreement.pk)]
    agreement.answer = "accepted"
    agreement.save()
    assert what(user, "promise") == []


def test_a_request_waits_for_whoever_decides(user, coordinator, meeting):
    other = make.representative()
    meeting.body.organizations.add(other.person.organization)
    agreement = make.AgreementFactory(meeting=meeting, owner=other.person.organization)
    asked = AgreementRequest.objects.create(
        agreement=agreement, kind="handover", organization=user.person.organization, reason="x", asked_by=other.person
    )
    assert what(user, "handover") == [("handover", agreement.pk)] and what(other, "handover") == []
    assert what(coordinator, "request") == [("request", agreement.pk)]
    asked.decision = "granted"
    asked.save()
    assert what(user, "handover") == what(coordinator, "request") == []


def test_a_meeting_that_goes_on_leads_to_its_page(coordinator, user):
    meeting = make.MeetingFactory(starts_at=timezone.now() - datetime.timedelta(minutes=5))
    make.MeetingFactory(starts_at=timezone.now() - 3 * DAY)
    assert what(coordinator, "run") == [("run", meeting.pk)] and what(user, "run") == []
    meeting.closed_at = timezone.now()
    meeting.save()
    assert what(coordinator, "run") == []


def test_draft_and_unshared_version_wait_for_the_coordinator_only(coordinator, user):
    draft, published = make.PlanVersionFactory(), make.PlanVersionFactory()
    make.VersionItemFactory(version=published)
    freeze(published, "published")
    assert set(what(coordinator, "draft", "unshared")) == {("draft", draft.pk), ("unshared", published.pk)}
    assert what(user, "draft", "unshared") == []
    assert one(coordinator, "draft").m == 0
    make.VersionItemFactory(version=draft)
    assert one(coordinator, "draft").m == 1
    Share.objects.create(version=published, created_by=coordinator)
    assert what(coordinator, "unshared") == []


def test_agreements_that_no_plan_took_up_are_counted(coordinator, user):
    item = make.VersionItemFactory()
    taken, _left, withdrawn = (make.AgreementFactory() for _ in range(3))
    Origin.objects.create(item=item.item, agreement=taken)
    withdrawn.state = "withdrawn"
    withdrawn.save()
    row = one(coordinator, "loose")
    assert (row.n, row.target) == (1, item.version.plan_id)
    assert what(user, "loose") == []


def test_titles_come_in_the_readers_language(coordinator):
    version = in_review([make.OrganizationFactory()])
    plan = version.plan
    with translation.override("en"):
        assert one(coordinator, "review").label == plan.title, "without an English one, the only one"
        plan.title_en = "Trial plan"
        plan.save()
        assert one(coordinator, "review").label == "Trial plan"
    with translation.override("es"):
        assert one(coordinator, "review").label == plan.title


@pytest.mark.parametrize("n", [1, 30])
def test_one_query_however_much_waits(n, user, meeting, django_assert_num_queries):
    for _ in range(n):
        make.AgreementFactory(meeting=meeting, owner=user.person.organization)
        in_review([user.person.organization])
    rows(user)
    with django_assert_num_queries(1):
        assert len(rows(user)) == min(n, 9) * 2 + 1


def test_a_report_waits_until_it_is_made(client):
    world = World()
    period = ReportingPeriod.objects.create(
        plan=world.plan,
        name="Segundo semestre",
        starts_on=datetime.date(2019, 7, 1),
        ends_on=datetime.date(2019, 12, 31),
        due_on=datetime.date(2020, 1, 15),
    )
    address = reverse("actionplans:report_list", args=[world.plan.pk])
    client.force_login(world.own)
    assert "Segundo semestre" in client.get("/").content.decode()
    form = reverse("actionplans:report_create", args=[period.pk, world.item.uid, world.organization.pk])
    client.post(form, {"state": "stalled", "percent": 0, "words": "Sin avance"})
    assert address not in client.get("/").content.decode()
    client.force_login(world.other)
    assert "Segundo semestre" not in client.get("/").content.decode()


def test_a_next_step_waits_for_its_owner_and_the_secretariat_until_it_is_done(user, coordinator):
    step = make.EngagementStepFactory(owner=user.person, due_on=timezone.localdate() + 90 * DAY)
    colleague = make.representative("alternate", organization=user.person.organization)
    for reader in (user, coordinator):
        assert one(reader, "step").target == step.pk and one(reader, "step").words == step.text
    assert what(colleague, "step") == []
    step.done_at = timezone.now()
    step.save()
    assert what(user, "step") == what(coordinator, "step") == []


def test_a_next_step_leads_to_its_page(client, user):
    step = make.EngagementStepFactory(owner=user.person)
    client.force_login(user)
    page = client.get("/").content.decode()
    assert step.get_absolute_url() in page and step.text in page


def test_answers_of_stakeholders_wait_until_somebody_notes_them(client):
    world = World()
    assert what(world.coordinator, "answers") == []
    answer_link(world.delivery, "¿Cuándo se reúnen?")
    assert what(world.coordinator, "answers") == [("answers", world.share.pk)]
    assert what(world.own, "answers") == []
    client.force_login(world.coordinator)
    page = client.get("/").content.decode()
    assert reverse("actionplans:share_detail", args=[world.share.pk]) + "?show=answers" in page
    assert "¿Cuándo se reúnen?" not in page, "words of others are read where they belong"
    ledger = client.get(world.share.get_absolute_url() + "?show=answers").content.decode()
    assert "¿Cuándo se reúnen?" in ledger and "answers-noted" in ledger
    client.post(reverse("actionplans:answers_noted", args=[world.share.pk]))
    assert what(world.coordinator, "answers") == []
    assert "answers-noted" not in client.get(world.share.get_absolute_url()).content.decode()


def answer_link(delivery, words: str) -> None:
    link = reverse("actionplans:delivery_acknowledge", args=[token_for(delivery.uid)])
    assert Client().post(link, {"name": "Enlace", "note": words}).status_code == 302
