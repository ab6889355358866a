"""Late activities are brought up: once a step, to whom it concerns, however often and whenever beat runs."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from actionplans.models import Escalation
from actionplans.services import escalation, items, progress, publication, review
from actionplans.services.items import Wording
from members.models import OutboxMail
from tests import factories as make
from tests.actionplans.test_progress import HALF

DAY = datetime.timedelta(days=1)


@pytest.fixture
def due_on(draft, asked, writer, text_of) -> datetime.date:
    """The activity of the first organization is due then; the plan is in force."""
    day = timezone.localdate() - 60 * DAY
    row = text_of(draft, "Actividad con acuerdo")
    items.change_item(row, row.parent, Wording({"starts_on": None, "ends_on": day}), 0, actor=writer)
    publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
    return day


@pytest.fixture
def plan(draft, due_on):
    return draft.plan


def told() -> set[int]:
    """Whom the runs so far have told, and forget it."""
    mails = OutboxMail.objects.filter(event__in=["activity_overdue", "overdue_to_secretariat"])
    people = list(mails.values_list("person", flat=True))
    mails.delete()
    assert len(people) == len(set(people))
    return set(people)


def test_day_1_the_principal_day_7_the_others_day_14_the_secretariat(plan, due_on, asked, representatives, writer):
    alternate = make.representative("alternate", organization=asked[0])
    steps = {0: set(), 1: {representatives[0].person.pk}, 6: set(), 7: {alternate.person.pk}, 13: set()}
    steps[14] = {writer.person.pk}
    for days, people in steps.items():
        for _again in range(2):
            escalation.escalate(plan.pk, due_on + days * DAY)
        assert told() == people, days
    assert list(Escalation.objects.order_by("step").values_list("step", "is_skipped")) == [
        (1, False),
        (7, False),
        (14, False),
    ]


def test_the_secretariat_reads_what_is_late_and_whose_it_is(plan, due_on, asked):
    escalation.escalate(plan.pk, due_on + 14 * DAY)
    mail = OutboxMail.objects.get(event="overdue_to_secretariat")
    assert "Actividad con acuerdo" in mail.text and asked[0].name in mail.text
    assert "Si ya se hizo" not in mail.text  # that is for whoever reports
    assert f"/plans/{plan.pk}/progress/" in mail.text


@pytest.fixture
def without_lead(draft, asked, writer, text_of):
    """Due sixty days ago; the first organization only supports it. The day it was due."""
    day = timezone.localdate() - 60 * DAY
    row = text_of(draft, "Actividad con acuerdo")
    wording = Wording({"starts_on": None, "ends_on": day}, leads=[], supports=[asked[0]])
    items.change_item(row, row.parent, wording, 0, actor=writer)
    publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
    return day


def test_what_nobody_leads_is_the_secretariats_from_the_first_day_and_once(draft, without_lead, writer):
    for days in (1, 1, 7, 14):
        escalation.escalate(draft.plan_id, without_lead + days * DAY)
    mail = OutboxMail.objects.get(event__in=["activity_overdue", "overdue_to_secretariat"])
    assert (mail.event, mail.person) == ("overdue_to_secretariat", writer.person)
    assert "nadie la lidera" in mail.text
    assert Escalation.objects.values_list("organization", "step").get() == (None, 1)


def test_not_once_who_supports_it_said_that_it_is_done(draft, without_lead, asked, representatives, writer, text_of):
    period = progress.open_period(draft.plan, **HALF, actor=writer)
    item = text_of(draft, "Actividad con acuerdo").item
    said = {"state": "done", "percent": 100, "words": "Listo"}
    progress.submit_report(period, item, asked[0], **said, actor=representatives[0])
    escalation.escalate(draft.plan_id, without_lead + DAY)
    assert told() == set()


def test_after_days_without_beat_only_what_is_due_now(plan, due_on, writer):
    escalation.escalate(plan.pk, due_on + 15 * DAY)
    assert told() == {writer.person.pk}
    assert dict(Escalation.objects.values_list("step", "is_skipped")) == {1: True, 7: True, 14: False}


def test_an_alternate_where_there_is_no_principal(plan, due_on, asked, representatives):
    representatives[0].person.mandates.update(ends_on=timezone.localdate())
    alternate = make.representative("alternate", organization=asked[0])
    escalation.escalate(plan.pk, due_on + DAY)
    assert told() == {alternate.person.pk}


def test_what_was_late_for_long_floods_nobody(plan, due_on):
    escalation.escalate(plan.pk, due_on + 31 * DAY)
    assert told() == set()
    assert not Escalation.objects.exists()


@pytest.mark.parametrize("state", ["done", "in_progress"])
def test_not_once_it_is_reported_done(plan, due_on, asked, representatives, writer, state, text_of):
    period = progress.open_period(plan, **HALF, actor=writer)
    item = text_of(plan.versions.get(), "Actividad con acuerdo").item
    said = {"state": state, "percent": 50, "words": "Así vamos"}
    progress.submit_report(period, item, asked[0], **said, actor=representatives[0])
    escalation.escalate(plan.pk, due_on + DAY)
    assert told() == (set() if state == "done" else {representatives[0].person.pk})


def test_a_returned_report_does_not_count(plan, due_on, asked, representatives, writer, text_of):
    period = progress.open_period(plan, **HALF, actor=writer)
    item = text_of(plan.versions.get(), "Actividad con acuerdo").item
    said = {"state": "done", "percent": 100, "words": "Listo"}
    report = progress.submit_report(period, item, asked[0], **said, actor=representatives[0])
    progress.return_report(report, "Falta la evidencia", actor=writer)
    escalation.escalate(plan.pk, due_on + DAY)
    assert told() == {representatives[0].person.pk}


def test_one_mail_a_person_with_all_that_is_late(draft, asked, writer, representatives, text_of):
    day = timezone.localdate() - 60 * DAY
    for title in ("Actividad con acuerdo", "Actividad sin acuerdo"):
        row = text_of(draft, title)
        wording = Wording({"starts_on": None, "ends_on": day}, leads=[asked[0]])
        items.change_item(row, row.parent, wording, 0, actor=writer)
    publication.publish(review.open_review(draft, asked, make.in_a_week(), actor=writer), actor=writer)
    escalation.escalate(draft.plan_id, day + DAY)
    mail = OutboxMail.objects.get(event="activity_overdue")
    assert "Actividad con acuerdo" in mail.text and "Actividad sin acuerdo" in mail.text
    assert mail.person == representatives[0].person


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_take_each_step_once(plan, due_on):
    def run() -> None:
        try:
            escalation.escalate(plan.pk, due_on + DAY)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutboxMail.objects.filter(event="activity_overdue").count() == 1
    assert Escalation.objects.count() == 1
