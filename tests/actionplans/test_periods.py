"""A period is corrected, closed after a look at what is missing, opened again; who owes a report is reminded."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from actionplans.models import ReportingPeriod
from actionplans.services import periods, progress
from actionplans.services.errors import DueInThePast, PeriodClosed, PeriodIsOpen, PeriodOverlaps
from actionplans.tasks import remind_reports
from members.models import OutboxMail
from tests.actionplans.test_following import SECOND
from tests.actionplans.test_progress import HALF, SAID

DAY = datetime.timedelta(days=1)


@pytest.fixture
def period(published_version, writer) -> ReportingPeriod:
    return progress.open_period(published_version.plan, **HALF, actor=writer)


@pytest.fixture
def reported(period, published_version, asked, representatives, text_of):
    """The first organization has reported all that it leads; the second has not."""
    item = text_of(published_version, "Actividad con acuerdo").item
    return progress.submit_report(period, item, asked[0], **SAID, actor=representatives[0])


def address(name: str, period: ReportingPeriod) -> str:
    return reverse(f"actionplans:period_{name}", args=[period.pk])


def told(event: str) -> list[str]:
    return sorted(OutboxMail.objects.filter(event=event).values_list("to_email", flat=True))


class TestChanged:
    def test_a_typing_error_is_mended_and_the_reports_stay(self, reported, period, writer, logged_in):
        logged_in(writer).post(address("update", period), HALF | {"name": "Enero a junio", "ends_on": "2019-06-29"})
        period.refresh_from_db()
        assert (period.name, period.ends_on, period.reports.count()) == ("Enero a junio", datetime.date(2019, 6, 29), 1)

    def test_days_of_another_are_said_and_nothing_is_lost(self, period, writer, logged_in):
        progress.open_period(period.plan, **SECOND, actor=writer)
        with pytest.raises(PeriodOverlaps):
            periods.change_period(period, **HALF | {"ends_on": SECOND["starts_on"]}, actor=writer)
        page = logged_in(writer).post(address("update", period), HALF | {"name": "Otro", "ends_on": "2019-07-01"})
        assert "Otro período" in page.content.decode() and 'value="Otro"' in page.content.decode()

    def test_not_once_it_is_closed(self, period, writer, logged_in):
        progress.close_period(period, actor=writer)
        with pytest.raises(PeriodClosed):
            periods.change_period(period, **HALF, actor=writer)
        assert logged_in(writer).get(address("update", period)).status_code == 302


class TestClosed:
    def test_first_it_says_who_is_missing_and_what_waits(self, reported, period, asked, writer, logged_in):
        page = logged_in(writer).get(address("close", period)).content.decode()
        assert asked[1].name in page and asked[0].name not in page
        assert "1 informe espera" in page
        period.refresh_from_db()
        assert period.closed_at is None

    def test_nothing_goes_back_that_could_not_come_again(self, reported, period, writer, logged_in):
        progress.close_period(period, actor=writer)
        with pytest.raises(PeriodClosed):
            progress.return_report(reported, "¿Cuántas?", actor=writer)
        page = logged_in(writer).get(reverse("actionplans:report_list", args=[period.plan_id])).content.decode()
        assert "Aceptar" in page and 'name="back"' not in page
        assert progress.accept_report(reported, actor=writer).status == "accepted"


class TestOpenedAgain:
    def test_who_owes_a_report_is_told_until_when(self, reported, period, representatives, writer, logged_in):
        progress.close_period(period, actor=writer)
        logged_in(writer).post(address("reopen", period), {"due_on": timezone.localdate() + 5 * DAY})
        period.refresh_from_db()
        assert (period.closed_at, period.due_on) == (None, timezone.localdate() + 5 * DAY)
        assert told("report_reopened") == [representatives[1].person.email]

    def test_not_what_is_open_and_not_for_a_day_that_is_past(self, period, writer, logged_in):
        with pytest.raises(PeriodIsOpen):
            periods.reopen_period(period, timezone.localdate(), actor=writer)
        progress.close_period(period, actor=writer)
        period.refresh_from_db()
        with pytest.raises(DueInThePast):
            periods.reopen_period(period, timezone.localdate() - DAY, actor=writer)
        page = logged_in(writer).post(address("reopen", period), {"due_on": "2019-01-01"})
        assert "todavía no haya pasado" in page.content.decode()


def test_representatives_change_and_reopen_nothing(period, representatives):
    for act in (
        lambda: periods.change_period(period, **HALF, actor=representatives[0]),
        lambda: periods.reopen_period(period, timezone.localdate(), actor=representatives[0]),
    ):
        with pytest.raises(PermissionDenied):
            act()


class TestReminded:
    @pytest.fixture(autouse=True)
    def asked_long_ago(self, reported):
        ReportingPeriod.objects.update(opened_at=timezone.now() - 20 * DAY)

    @pytest.mark.parametrize(("left", "mails"), [(8, 0), (7, 1), (2, 1), (1, 1), (0, 1), (-1, 1), (-2, 1), (-3, 0)])
    def test_only_who_owes_a_report_and_each_step_once(self, left, mails, representatives):
        ReportingPeriod.objects.update(due_on=timezone.localdate() + left * DAY)
        for _again in range(2):
            remind_reports()
        assert told("report_reminder") == [representatives[1].person.email] * mails

    def test_three_steps_are_three_mails(self, representatives):
        day = timezone.localdate()
        for left in (7, 1, -1):
            ReportingPeriod.objects.update(due_on=day + left * DAY)
            remind_reports()
        assert len(told("report_reminder")) == 3
        last = OutboxMail.objects.filter(event="report_reminder").latest("pk")
        assert "está atrasado" in last.subject

    def test_not_of_a_closed_period(self, period, writer):
        ReportingPeriod.objects.update(due_on=timezone.localdate())
        progress.close_period(period, actor=writer)
        remind_reports()
        assert told("report_reminder") == []

    def test_a_report_that_came_back_is_owed_again(self, reported, representatives, writer):
        progress.return_report(reported, "¿Cuántas personas?", actor=writer)
        ReportingPeriod.objects.update(due_on=timezone.localdate())
        remind_reports()
        assert told("report_reminder") == sorted(user.person.email for user in representatives)

    def test_whoever_reports_meanwhile_gets_no_mail(self, period, published_version, asked, representatives, text_of):
        ReportingPeriod.objects.update(due_on=timezone.localdate())
        remind_reports()
        mail = OutboxMail.objects.get(event="report_reminder")
        assert periods.still_owed(mail)
        item = text_of(published_version, "Actividad sin acuerdo").item
        progress.submit_report(period, item, asked[1], **SAID, actor=representatives[1])
        assert not periods.still_owed(mail)
