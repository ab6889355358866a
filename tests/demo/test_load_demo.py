"""The demo's data: the facts of the case, everybody made up, loaded once, into demos only."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db.models import Count, Q
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from actionplans.content import build, numbered
from actionplans.models import ActionPlan, PlanVersion, VersionItem
from alianza.demo.data.accounts import ACCOUNTS, PASSWORD
from alianza.demo.data.directory import BAD_SERVERS
from meetings.models import AgendaItem, Agreement, Attendance, Meeting, Minutes, SwotItem
from members.models import (
    Assessment,
    Engagement,
    EngagementStep,
    Mandate,
    Organization,
    OutboxMail,
    Person,
    Topic,
    User,
    roles_of,
)
from members.permissions import can_coordinate

pytestmark = pytest.mark.django_db
MADE_UP = re.compile(r"^(Representante|Enlace|Coordinación) \d\d$")
OF_THE_CASE = {
    "Corporación Espacios de Mujer",
    "Oficina de las Naciones Unidas contra la Droga y el Delito",
    "Delegación de la Unión Europea en Colombia",
    "Organización Internacional para las Migraciones",
    "Fondo de las Naciones Unidas para la Infancia",
}
SAID = ((Engagement, "about"), (Engagement, "answer"), (EngagementStep, "text"), (Assessment, "words"))
REAL_PEOPLE = ("pérez", "gallego", "contreras", "angarita", "pedraza", "betty", "tito")
TABLES = (
    *(Organization, Person, User, Mandate, Meeting, AgendaItem, Attendance, Agreement, SwotItem, VersionItem),
    *(Engagement, EngagementStep, Assessment),
)


@pytest.fixture
def demo(settings):
    get_resolver().url_patterns  # noqa: B018 - read once a process, and not while this is a demo
    settings.ALIANZA_DEMO = True
    for number in range(5 - Topic.objects.count()):  # a test with transactions emptied what migrations had written
        Topic.objects.create(kind="theme", name=f"Tema de ejemplo {number}")
    call_command("load_demo")


@pytest.fixture
def visitor(demo, settings):
    """visitor(account) → their client; the pages only a demo has stay out, this process never read their addresses."""
    settings.ALIANZA_DEMO = False

    def log_in(account) -> Client:
        client = Client()
        client.force_login(User.objects.get(email=account.email))
        return client

    return log_in


@pytest.mark.parametrize("command", ["load_demo", "demo_logins"])
def test_refuses_outside_a_demo(command, settings):
    settings.ALIANZA_DEMO = False
    with pytest.raises(CommandError, match="ALIANZA_DEMO"):
        call_command(command)
    assert not Organization.objects.exists()


def test_twice_is_once(demo):
    before = [model.objects.count() for model in TABLES]
    call_command("load_demo")
    assert [model.objects.count() for model in TABLES] == before


def test_touches_nothing_where_somebody_has_data(settings):
    settings.ALIANZA_DEMO = True
    Organization.objects.create(name="La que ya estaba", kind="member_cso")
    call_command("load_demo")
    assert Organization.objects.count() == 1 and not User.objects.exists()


def test_twenty_one_representatives_of_fifteen_organizations(demo):
    meeting = Meeting.objects.get(number="2018-01")
    present = meeting.attendances.present()
    assert present.count() == 21
    assert present.aggregate(n=Count("organization", distinct=True))["n"] == 15
    assert Organization.objects.active_members().count() == 15
    assert meeting.local_start.date().isoformat() == "2018-04-06" and meeting.city == "Bogotá"
    assert "UNODC" in meeting.convened_by


def test_members_are_spread_over_the_country(demo):
    members = Organization.objects.active_members()
    assert members.values("department").distinct().count() == 15
    assert all(member.department_name != member.department for member in members), "all are codes of ISO 3166-2"


def test_everybody_is_visibly_made_up(demo):
    assert [person.name for person in Person.objects.all() if not MADE_UP.match(person.name)] == []
    addresses = [*Person.objects.values_list("email", flat=True), *User.objects.values_list("email", flat=True)]
    assert [address for address in addresses if not address.endswith(".example")] == []
    named = set(Organization.objects.exclude(name__contains="de ejemplo").values_list("name", flat=True))
    assert named == OF_THE_CASE


def test_nobody_of_the_real_case_is_named(demo):
    version = PlanVersion.objects.get()
    meeting = Meeting.objects.get(number="2018-01")
    texts = [str(build(version)), Minutes.objects.get().text, meeting.convened_by]
    for model, field in ((Agreement, "text"), (SwotItem, "text"), (AgendaItem, "title"), (Person, "name"), *SAID):
        texts += model.objects.values_list(field, flat=True)
    words = " ".join(texts).casefold()
    assert [name for name in REAL_PEOPLE if re.search(rf"\b{name}\b", words)] == []


def test_plan_is_a_draft_that_two_agreements_wait_to_enter(demo):
    version = PlanVersion.objects.get()
    kinds = [item["kind"] for _, item in numbered(build(version)["items"])]
    assert version.state == "draft" and str(ActionPlan.objects.get()) == "Plan de acción 2018–2020"
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "line": 4,
        "objective": 8,
        "activity": 23,
        "indicator": 4,
    }
    loose = Agreement.objects.filter(plan_origins=None).order_by("number")
    assert [agreement.number for agreement in loose] == ["2018-01/6", "2018-01/7"]
    assert Agreement.objects.count() == 7


def test_every_activity_is_in_both_languages_with_somebody_responsible_and_dates_in_the_period(demo):
    plan = ActionPlan.objects.get()
    for row in VersionItem.objects.select_related("item"):
        assert row.title and row.title_en and bool(row.text) == bool(row.text_en)
        if row.item.kind == "activity":
            assert row.responsibilities.filter(role="lead").exists(), row.title
            assert plan.starts_on <= row.starts_on <= row.ends_on <= plan.ends_on, row.title


def test_minutes_are_a_draft_and_the_next_meeting_is_convened(demo):
    assert Minutes.objects.get().state == "draft"
    meeting = Meeting.objects.upcoming().get()
    assert meeting.state == "convened" and meeting.agenda.filter(is_follow_up=True).exists()
    assert set(OutboxMail.objects.values_list("event", "subject_id")) == {("meeting_convened", meeting.pk)}
    assert OutboxMail.objects.count() == meeting.attendances.count() == 15


def test_twenty_stakeholders_two_of_them_hard_to_reach(demo):
    contacts = Person.objects.exclude(organization__kind="member_cso")
    assert Organization.objects.stakeholders().count() == contacts.count() == 20
    assert set(contacts.values_list("language", flat=True)) == {"es", "en"}
    domains = [address.partition("@")[2] for address in contacts.values_list("email", flat=True)]
    assert [domains.count(domain) for domain in BAD_SERVERS.values()] == [1, 1]


def test_approaches_have_something_waiting_something_late_and_something_done(visitor):
    steps = EngagementStep.objects.all()
    today = timezone.localdate()
    assert Engagement.objects.count() == 5
    assert steps.open().filter(due_on__lt=today).exists() and steps.open().filter(due_on__gte=today).exists()
    assert steps.exclude(done_at=None).exists()
    assert "Preguntar por la respuesta escrita" in visitor(ACCOUNTS[1]).get("/").content.decode()


def test_the_map_of_stakeholders_shows_some_that_moved(visitor):
    stood = Assessment.objects.values("stakeholder").annotate(n=Count("assessed_on", distinct=True))
    assert stood.count() == 7 and stood.filter(n__gt=1).count() == 3
    page = visitor(ACCOUNTS[0]).get(reverse("members:stakeholder_map")).content.decode()
    assert "Autoridad nacional de ejemplo 1" in page and "3 se acercaron" in page


def test_nothing_is_said_of_stakeholders_that_exist(demo):
    judged = Organization.objects.filter(Q(engagements__isnull=False) | Q(assessments__isnull=False))
    assert not judged.filter(name__in=OF_THE_CASE).exists()
    assert not judged.exclude(name__contains="de ejemplo").exists()
    never = Organization.objects.stakeholders().filter(engagements=None)
    assert never.filter(kind="authority").exists() and never.exclude(assessments=None).exists()


def test_what_members_work_on_is_known_and_some_have_a_public_card(visitor, client):
    assert not Organization.objects.active_members().filter(topics=None).exists()
    page = client.get(reverse("members:card_list")).content.decode()
    assert "Organización de ejemplo 05" in page and "Organización de ejemplo 03" not in page


def test_nothing_is_about_victims(demo):
    texts = [str(build(PlanVersion.objects.get())), Minutes.objects.get().text]
    for model, field in ((Agreement, "text"), (SwotItem, "text"), *SAID):
        texts += model.objects.values_list(field, flat=True)
    assert not re.search(r"\b(?:v[íi]ctima|sobreviviente|survivor|victim)", " ".join(texts).casefold())


def test_each_role_can_log_in(demo, client):
    for account in ACCOUNTS:
        assert client.login(email=account.email, password=PASSWORD), account.email
        assert EmailAddress.objects.get(email=account.email).verified
        assert roles_of(User.objects.get(email=account.email)).is_inside


def test_roles_are_what_the_table_says(demo):
    users = {account: User.objects.get(email=account.email) for account in ACCOUNTS}
    coordinator, *representatives, administrator = users.values()
    assert roles_of(coordinator).is_coordinator and not roles_of(coordinator).answers_for
    assert [len(roles_of(user).answers_for) for user in representatives] == [1, 1, 1]
    assert not any(can_coordinate(user) for user in representatives)
    assert roles_of(administrator).is_administrator and not roles_of(administrator).is_coordinator
    alternate = users[ACCOUNTS[3]].person.mandates.get()
    assert alternate.role == "alternate"


def test_log_ins_are_printed(settings, capsys):
    settings.ALIANZA_DEMO = True
    call_command("demo_logins")
    said = capsys.readouterr().out
    assert PASSWORD in said and "/accounts/login/" in said
    assert [account.email for account in ACCOUNTS if account.email not in said] == []
