"""Periods, reports of the responsible organizations, and what the secretariat decides on them."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from actionplans.models import ProgressReport, ReportingPeriod, VersionItem
from actionplans.services import progress, publication, review
from actionplans.services.errors import (
    AlreadyAccepted,
    AlreadyDecided,
    NothingInForce,
    NotReportedHere,
    PeriodClosed,
    PeriodOverlaps,
    ReasonNeeded,
)
from members.models import OutboxMail

HALF = {
    "name": "Primer semestre",
    "starts_on": datetime.date(2019, 1, 1),
    "ends_on": datetime.date(2019, 6, 30),
    "due_on": datetime.date(2019, 7, 15),
}
SAID = {"state": "in_progress", "percent": 25, "words": "Dos mesas instaladas"}


@pytest.fixture
def published(draft, asked, writer):
    review.open_review(draft, asked, timezone.now() + datetime.timedelta(days=7), actor=writer)
    return publication.publish(draft, actor=writer)


@pytest.fixture
def period(published, writer) -> ReportingPeriod:
    return progress.open_period(published.plan, **HALF, actor=writer)


@pytest.fixture
def activity(published, text_of) -> VersionItem:
    """Led by the first organization, supported by the second."""
    return text_of(published, "Actividad con acuerdo")


@pytest.fixture
def report(period, activity, asked, representatives) -> ProgressReport:
    return progress.submit_report(period, activity.item, asked[0], **SAID, actor=representatives[0])


def form_of(period, activity, organization) -> str:
    return reverse("actionplans:report_create", args=[period.pk, activity.item.uid, organization.pk])


def test_whoever_leads_is_asked_once_by_mail(period, representatives):
    asked = OutboxMail.objects.filter(event="report_asked").values_list("to_email", flat=True)
    assert sorted(asked) == sorted(user.person.email for user in representatives)  # each leads one activity


def test_a_representative_reports_and_the_secretariat_accepts(
    logged_in, period, activity, asked, representatives, writer
):
    client = logged_in(representatives[0])
    listed = client.get(reverse("actionplans:report_list", args=[period.plan_id])).content.decode()
    assert form_of(period, activity, asked[0]) in listed
    indicator = VersionItem.objects.get(version=activity.version, title="Mesas celebradas")
    client.post(form_of(period, activity, asked[0]), SAID | {f"value_{indicator.item_id}": "2"})
    report = ProgressReport.objects.get()
    assert (report.version, report.percent, str(report.values.get())) == (activity.version, 25, "2")
    page = logged_in(writer).get(reverse("actionplans:report_list", args=[period.plan_id])).content.decode()
    assert "Dos mesas instaladas" in page
    logged_in(writer).post(reverse("actionplans:report_decide", args=[report.pk]))
    report.refresh_from_db()
    assert report.status == "accepted"


def test_without_words_nothing_is_sent_and_nothing_is_lost(logged_in, period, activity, asked, representatives):
    page = logged_in(representatives[0]).post(form_of(period, activity, asked[0]), SAID | {"words": " "})
    shown = page.content.decode()
    assert "Escriba al menos: sin avance" in shown
    assert not ProgressReport.objects.exists()


def test_done_is_a_hundred_percent(period, activity, asked, representatives):
    said = SAID | {"state": "done", "percent": 0}
    assert progress.submit_report(period, activity.item, asked[0], **said, actor=representatives[0]).percent == 100


def test_a_double_click_is_one_report_and_another_word_the_next(report, period, activity, asked, representatives):
    again = progress.submit_report(period, activity.item, asked[0], **SAID, actor=representatives[0])
    assert again == report
    more = SAID | {"words": "Tres mesas"}
    assert progress.submit_report(period, activity.item, asked[0], **more, actor=representatives[0]).revision == 2


class TestRefused:
    def test_another_organizations_name(self, logged_in, period, activity, asked, representatives):
        with pytest.raises(PermissionDenied):
            progress.submit_report(period, activity.item, asked[0], **SAID, actor=representatives[1])
        assert logged_in(representatives[1]).post(form_of(period, activity, asked[0]), SAID).status_code == 404

    def test_an_activity_that_it_is_not_responsible_for(
        self, logged_in, period, published, asked, representatives, text_of
    ):
        other = text_of(published, "Actividad sin acuerdo")
        with pytest.raises(NotReportedHere):
            progress.submit_report(period, other.item, asked[0], **SAID, actor=representatives[0])
        assert logged_in(representatives[0]).get(form_of(period, other, asked[0])).status_code == 404

    def test_a_closed_period(self, report, period, activity, asked, representatives, writer):
        progress.close_period(period, actor=writer)
        with pytest.raises(PeriodClosed):
            progress.submit_report(period, activity.item, asked[0], **SAID, actor=representatives[0])

    def test_after_acceptance(self, report, period, activity, asked, representatives, writer):
        progress.accept_report(report, actor=writer)
        with pytest.raises(AlreadyAccepted):
            progress.submit_report(period, activity.item, asked[0], **SAID, actor=representatives[0])

    def test_days_of_another_period(self, period, published, writer):
        with pytest.raises(PeriodOverlaps):
            progress.open_period(published.plan, **HALF | {"starts_on": datetime.date(2019, 6, 30)}, actor=writer)

    def test_before_anything_is_in_force(self, draft, writer):
        with pytest.raises(NothingInForce):
            progress.open_period(draft.plan, **HALF, actor=writer)

    def test_representatives_open_close_and_decide_nothing(self, report, period, representatives):
        for act in (
            lambda: progress.open_period(period.plan, **HALF, actor=representatives[0]),
            lambda: progress.close_period(period, actor=representatives[0]),
            lambda: progress.accept_report(report, actor=representatives[0]),
            lambda: progress.return_report(report, "No", actor=representatives[0]),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_a_return_without_a_reason(self, report, writer):
        with pytest.raises(ReasonNeeded):
            progress.return_report(report, "  ", actor=writer)

    def test_deciding_twice(self, report, writer):
        progress.accept_report(report, actor=writer)
        with pytest.raises(AlreadyDecided):
            progress.return_report(report, "Tarde", actor=writer)

    def test_deciding_on_what_is_no_longer_the_last_word(
        self, report, period, activity, asked, representatives, writer
    ):
        progress.submit_report(
            period, activity.item, asked[0], **SAID | {"words": "Otra cosa"}, actor=representatives[0]
        )
        with pytest.raises(AlreadyDecided):
            progress.accept_report(report, actor=writer)

    @pytest.mark.parametrize(
        "change", ["words = 'otra cosa'", "percent = 99", "status = 'submitted', decided_at = NULL", "revision = 7"]
    )
    def test_sql_against_an_accepted_report(self, report, writer, change):
        progress.accept_report(report, actor=writer)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE actionplans_progressreport SET {change} WHERE id = {report.pk}")  # noqa: S608


def test_a_returned_report_is_told_and_made_again(report, period, activity, asked, representatives, writer):
    progress.return_report(report, "¿Cuántas personas?", actor=writer)
    mail = OutboxMail.objects.get(event="report_returned")
    assert mail.to_email == representatives[0].person.email
    assert "¿Cuántas personas?" in mail.text
    again = progress.submit_report(period, activity.item, asked[0], **SAID, actor=representatives[0])
    assert (again.revision, again.status) == (2, "submitted")


@pytest.mark.parametrize("role", ["representative", "coordinator"])
def test_as_many_queries_for_thirty_activities(
    logged_in, role, period, activity, asked, representatives, writer, django_assert_max_num_queries
):
    for number in range(30):
        said = SAID | {"words": f"Avance {number}"}
        progress.submit_report(period, activity.item, asked[0], **said, actor=representatives[0])
    client = logged_in(representatives[0] if role == "representative" else writer)
    address = reverse("actionplans:report_list", args=[period.plan_id])
    client.get(address)
    with django_assert_max_num_queries(8):
        client.get(address)


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_the_same_words_are_one_report(period, activity, asked, representatives):
    def one(_) -> int:
        try:
            return progress.submit_report(period, activity.item, asked[0], **SAID, actor=representatives[0]).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(one, range(10)))) == 1
    assert ProgressReport.objects.count() == 1
