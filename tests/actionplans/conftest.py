"""One plan in each station of its life, made by the services as the coordinator would."""

import datetime

import pytest
from django.test import Client

from actionplans.models import PlanVersion, VersionItem
from actionplans.services import items, plans, publication, review
from actionplans.services.items import Wording
from meetings.models import Agreement, SwotItem
from members.models import Organization, User
from tests import factories as make

START, END = datetime.date(2018, 5, 1), datetime.date(2020, 12, 31)


@pytest.fixture
def logged_in():
    """logged_in(user) → a client of that account."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def writer(db) -> User:
    return make.coordinator()


@pytest.fixture
def representatives(db) -> list[User]:
    """Principals of two member organizations."""
    return [make.representative(), make.representative()]


@pytest.fixture
def asked(representatives) -> list[Organization]:
    return [user.person.organization for user in representatives]


@pytest.fixture
def agreement(asked) -> Agreement:
    """Of a meeting of the two organizations' body; owned by the first."""
    meeting = make.MeetingFactory(body=make.BodyFactory(organizations=asked))
    return make.AgreementFactory(meeting=meeting, owner=asked[0], sequence=1)


@pytest.fixture
def weakness(agreement) -> SwotItem:
    return SwotItem.objects.create(meeting=agreement.meeting, quadrant="weakness", text="Poca visibilidad de prueba")


@pytest.fixture
def draft(writer, asked, agreement, weakness) -> PlanVersion:
    """Version 1: a line, an objective, two activities (one from an agreement, led by the first organization), an
    indicator."""
    version = plans.create_plan("Plan de acción de prueba", "Test action plan", START, END, actor=writer)

    def add(kind: str, title: str, parent: VersionItem | None = None, **wording) -> VersionItem:
        fields = {"title": title, **wording.pop("fields", {})}
        return items.add_item(version, kind, parent, Wording(fields, **wording), actor=writer)

    line = add("line", "Línea de prueba", fields={"title_en": "Test line"}, swot_items=[weakness])
    objective = add("objective", "Objetivo de prueba", line)
    dated = {"starts_on": START, "ends_on": datetime.date(2018, 12, 31)}
    activity = add(
        "activity",
        "Actividad con acuerdo",
        objective,
        leads=[asked[0]],
        supports=[asked[1]],
        agreements=[agreement],
        fields={**dated, "text": "Proponer una mesa anual de diálogo", "text_en": "Propose a yearly round table"},
    )
    add("activity", "Actividad sin acuerdo", objective, leads=[asked[1]], fields=dated)
    add("indicator", "Mesas celebradas", activity, fields={"baseline": "0", "target": "3", "verification": "Actas"})
    return version


@pytest.fixture
def in_review(draft, asked, writer) -> PlanVersion:
    return review.open_review(draft, asked, make.in_a_week(), actor=writer)


@pytest.fixture
def withdrawn(in_review, writer) -> PlanVersion:
    return review.withdraw_review(in_review, actor=writer)


@pytest.fixture
def published_version(in_review, writer) -> PlanVersion:
    return publication.publish(in_review, actor=writer)


@pytest.fixture
def next_draft(published_version, writer) -> PlanVersion:
    """Version 2, still saying what version 1 says."""
    return plans.new_version(published_version.plan, actor=writer)


@pytest.fixture
def text_of():
    """text_of(version, title) → its row of that title."""

    def find(version: PlanVersion, title: str) -> VersionItem:
        return VersionItem.objects.select_related("item", "version").get(version=version, title=title)

    return find
