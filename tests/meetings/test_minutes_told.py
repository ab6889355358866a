"""Whoever was asked about minutes learns that their review goes on for longer, or that it ended before its time."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, Minutes, MinutesVersion
from meetings.services import minutes_mails
from meetings.services import minutes_review as services
from meetings.services.errors import TooSoon
from members import events
from members.models import Mandate, OutboxMail
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
TOLD = (minutes_mails.TAKEN_BACK, minutes_mails.PROLONGED)


@pytest.fixture
def version(held) -> MinutesVersion:
    version = send(held)
    OutboxMail.objects.update(state="accepted", finished_at=timezone.now())
    return version


def send(held) -> MinutesVersion:
    minutes = Minutes.objects.get()
    return services.send_to_review(minutes, minutes.lock_version, timezone.now() + 8 * DAY, actor=held.coordinator)


def mails(event: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(event=event).order_by("pk"))


def wanted(mail: OutboxMail) -> bool:
    return events.event(mail.event).still_wanted(mail)


class TestTakenBack:
    def test_those_who_were_asked_are_told_once_and_why(self, held, version):
        services.take_back(version, " Falta una página ", actor=held.coordinator)
        told = mails(minutes_mails.TAKEN_BACK)
        assert {mail.person for mail in told} == {held.invited.person, held.third.person} and len(told) == 2
        for mail in told:
            assert "Falta una página" in mail.text and held.meeting.get_absolute_url() in mail.text
            assert held.meeting.place not in mail.text and wanted(mail)

    def test_not_somebody_who_was_never_asked(self, held, version):
        make.representative(organization=held.organization, role="alternate")
        services.take_back(version, actor=held.coordinator)
        assert len(mails(minutes_mails.TAKEN_BACK)) == 2

    @pytest.mark.parametrize("state", ["resting", "queued", "withdrawn", "failed"])
    def test_nor_whoever_the_question_never_reached(self, held, version, state):
        OutboxMail.objects.filter(event=minutes_mails.IN_REVIEW).update(state=state)
        services.take_back(version, actor=held.coordinator)
        assert not any(map(wanted, mails(minutes_mails.TAKEN_BACK)))

    def test_nor_whoever_is_asked_anew_before_it_leaves(self, held, version):
        services.take_back(version, actor=held.coordinator)
        send(held)
        assert not any(map(wanted, mails(minutes_mails.TAKEN_BACK)))

    def test_nor_whoever_lost_the_mandate(self, held, version):
        services.take_back(version, actor=held.coordinator)
        Mandate.objects.filter(person=held.third.person).update(ends_on=timezone.localdate() - DAY)
        assert [mail.person for mail in mails(minutes_mails.TAKEN_BACK) if wanted(mail)] == [held.invited.person]

    def test_from_the_page_with_the_reason(self, held, version, logged_in):
        path = reverse("meetings:minutes_take_back", args=[version.pk])
        client = logged_in(held.coordinator)
        refused = client.post(path, {"reason": "Palabras muy largas " * 60})
        assert refused.status_code == 409 and "Palabras muy largas" in refused.content.decode()
        assert MinutesVersion.objects.get().state == "in_review" and not mails(minutes_mails.TAKEN_BACK)
        client.post(path, {"reason": "Faltan las firmas"})
        assert "Faltan las firmas" in mails(minutes_mails.TAKEN_BACK)[0].text
        client.post(path, {"reason": "Otra vez"})
        assert len(mails(minutes_mails.TAKEN_BACK)) == 2


class TestProlonged:
    def test_those_who_are_asked_are_told_the_new_end(self, held, version):
        services.prolong(version, timezone.now() + 20 * DAY, actor=held.coordinator)
        told = mails(minutes_mails.PROLONGED)
        assert {mail.person for mail in told} == {held.invited.person, held.third.person} and len(told) == 2
        path = reverse("meetings:minutes_review", args=[held.meeting.pk])
        assert all(path in mail.text and wanted(mail) for mail in told)

    def test_only_of_the_last_end(self, held, version):
        services.prolong(version, timezone.now() + 20 * DAY, actor=held.coordinator)
        services.prolong(version, timezone.now() + 30 * DAY, actor=held.coordinator)
        told = mails(minutes_mails.PROLONGED)
        assert [wanted(mail) for mail in told] == [False, False, True, True]

    def test_not_of_what_was_taken_back_or_approved_since(self, held, version):
        services.prolong(version, timezone.now() + 20 * DAY, actor=held.coordinator)
        services.take_back(version, actor=held.coordinator)
        assert not any(map(wanted, mails(minutes_mails.PROLONGED)))

    def test_what_is_refused_tells_nobody(self, held, version):
        with pytest.raises(TooSoon):
            services.prolong(version, version.review_until, actor=held.coordinator)
        assert not mails(minutes_mails.PROLONGED)


def act(held, version) -> None:
    services.prolong(version, timezone.now() + 20 * DAY, actor=held.coordinator)
    services.take_back(version, "Un motivo reservado", actor=held.coordinator)


def test_of_a_confidential_meeting_they_say_nothing(held, version):
    Meeting.objects.update(is_confidential=True)
    act(held, version)
    told = OutboxMail.objects.filter(event__in=TOLD)
    assert told.count() == 4
    for mail in told:
        for hidden in (held.meeting.title, held.meeting.number, held.body.name, "Un motivo reservado"):
            assert hidden not in mail.subject + mail.text


def test_they_rest_for_more_of_their_kind_and_wait_for_a_digest_where_one_is_wanted(held, version, settings):
    settings.OUTBOX_MERGE_SECONDS = 60
    type(held.third.person).objects.filter(pk=held.third.person.pk).update(daily_digest=True)
    act(held, version)
    for event in TOLD:
        assert events.event(event).notice
        assert {mail.person_id: mail.state for mail in mails(event)} == {
            held.invited.person.pk: "resting",
            held.third.person.pk: "held",
        }
