"""Minutes in review: frozen, read by who was there, commented by paragraph, approved by count or by silence."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError
from django.urls import reverse
from django.utils import timezone

from meetings import tasks
from meetings.models import Meeting, Minutes, MinutesApproval, MinutesComment, MinutesVersion
from meetings.services import minutes as writing
from meetings.services import minutes_mails
from meetings.services import minutes_review as services
from meetings.services.errors import (
    AnsweredAlready,
    InReview,
    NobodyThere,
    NotClosed,
    NothingWritten,
    ReviewEnded,
    SaidAlready,
    StaleText,
    TooSoon,
    UnknownParagraph,
)
from members.canonical import sha256
from members.models import Mandate, OutboxMail
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def send(held, days: int = 8) -> MinutesVersion:
    minutes = Minutes.objects.get()
    until = timezone.now() + days * DAY
    return services.send_to_review(minutes, minutes.lock_version, until, actor=held.coordinator)


def address(name: str, *args) -> str:
    return reverse(f"meetings:minutes_{name}", args=args)


class TestSending:
    def test_it_freezes_text_and_facts_and_asks_who_was_there(self, held):
        version = send(held)
        there = {held.organization, held.third.person.organization}
        assert set(version.organizations.all()) == there and version.number == version.round == 1
        assert version.content_sha256 == sha256(version.content) and version.text == "# Uno\n\nDos\n\n- tres"
        assert held.invited.person.name not in version.content, "names stand beside the frozen content"
        assert {one.name for one in version.people.all()} >= {held.invited.person.name}
        assert Minutes.objects.get().state == "in_review"

    def test_who_answers_for_those_organizations_is_told(self, held):
        version = send(held)
        mails = OutboxMail.objects.filter(event=minutes_mails.IN_REVIEW)
        assert {mail.person for mail in mails} == {held.invited.person, held.third.person}
        assert all(minutes_mails.still_asked(mail) for mail in mails)
        to_third = mails.get(person=held.third.person)
        assert held.meeting.place not in to_third.text and held.invited.person.name not in to_third.text
        services.take_back(version, actor=held.coordinator)
        assert not any(minutes_mails.still_asked(mail) for mail in mails)

    def test_somebody_whose_mandate_ended_is_told_nothing_more(self, held):
        send(held)
        mail = OutboxMail.objects.get(event=minutes_mails.IN_REVIEW, person=held.third.person)
        Mandate.objects.filter(person=held.third.person).update(ends_on=timezone.localdate() - DAY)
        assert not minutes_mails.still_asked(mail)

    def test_of_a_confidential_meeting_only_the_invited_are_told_and_nothing_of_it(self, held):
        Meeting.objects.update(is_confidential=True)
        colleague = make.representative(organization=held.organization, role="alternate")
        send(held)
        mails = OutboxMail.objects.filter(event=minutes_mails.IN_REVIEW)
        assert {mail.person for mail in mails} == {held.invited.person, held.third.person}
        for mail in mails:
            for hidden in (held.meeting.title, held.meeting.number, held.body.name):
                assert hidden not in mail.subject + mail.text
        assert colleague.person.email

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            (lambda: Meeting.objects.update(closed_at=None), NotClosed),
            (lambda: Meeting.objects.update(state="cancelled"), NotClosed),
            (lambda: Meeting.objects.update(state="draft"), NotClosed),
            (lambda: Minutes.objects.update(text=" \n"), NothingWritten),
            (lambda: Minutes.objects.update(lock_version=7), StaleText),
            (lambda: Meeting.objects.get().attendances.update(status="excused"), NobodyThere),
        ],
    )
    def test_refusals(self, held, change, error):
        change()
        with pytest.raises(error):
            services.send_to_review(held.minutes, 1, timezone.now() + DAY, actor=held.coordinator)
        assert not MinutesVersion.objects.exists() and not OutboxMail.objects.exists()

    def test_not_until_a_day_that_has_passed_and_not_twice(self, held):
        with pytest.raises(TooSoon):
            send(held, days=0)
        send(held)
        with pytest.raises(InReview):
            send(held)

    @pytest.mark.parametrize("who", ["invited", "member", "outsider"])
    def test_only_by_writers(self, held, who):
        with pytest.raises(PermissionDenied):
            services.send_to_review(held.minutes, 1, timezone.now() + DAY, actor=getattr(held, who))

    def test_the_page_shows_it_whole_keeps_what_was_typed_and_sends(self, held, logged_in):
        client = logged_in(held.coordinator)
        page = client.get(address("send", held.meeting.pk))
        assert held.invited.person.name in page.content.decode() and not MinutesVersion.objects.exists()
        refused = client.post(address("send", held.meeting.pk), {"lock_version": 1, "until": "2001-01-01"})
        assert "2001-01-01" in refused.content.decode() and not MinutesVersion.objects.exists()
        until = timezone.localdate() + 5 * DAY
        client.post(address("send", held.meeting.pk), {"lock_version": 1, "until": until.isoformat()})
        version = MinutesVersion.objects.get()
        assert timezone.localtime(version.review_until).strftime("%F %T") == f"{until} 23:59:59"


class TestFrozen:
    @pytest.mark.parametrize(
        "attempt",
        [
            "UPDATE meetings_minutesversion SET content = 'x', content_sha256 = encode(sha256('x'), 'hex')",
            "UPDATE meetings_minutesversion SET number = 9",
            "UPDATE meetings_minutesversion SET needed = 0",
            "UPDATE meetings_minutesversion SET state = 'published', approved_at = now(), published_at = now()",
            "DELETE FROM meetings_minutesversion_organizations; DELETE FROM meetings_minutesperson",
            "UPDATE meetings_minutesperson SET name = 'x'",
            "UPDATE meetings_minutescomment SET text = 'x'",
            "DELETE FROM meetings_minutescomment",
            "UPDATE meetings_minutesapproval SET organization_id = 1",
            "DELETE FROM meetings_minutesapproval",
        ],
    )
    def test_the_database_refuses(self, held, as_application_role, attempt):
        held.body.__class__.objects.update(approval="count", approval_percent=100)
        version = send(held)
        services.comment(version, 1, "Falta algo", actor=held.invited)
        services.approve(version, actor=held.invited)
        with pytest.raises(InternalError), as_application_role() as cursor:
            cursor.execute(attempt)

    def test_what_the_meeting_says_later_changes_nothing_of_it(self, held):
        make.AgreementFactory(meeting=held.meeting, text="Como se acordó", owner=held.organization)
        version = send(held)
        before = version.content
        held.meeting.agreements.update(due_on="2031-01-31", owner=held.third.person.organization)
        held.meeting.attendances.update(status="unexcused")
        fresh = MinutesVersion.objects.get()
        assert fresh.content == before and "Como se acordó" in before and '"status":"present"' in before

    @pytest.mark.parametrize("state", ["approved", "published"])
    def test_nothing_is_said_to_what_is_no_longer_in_review(self, held, state):
        version = make.minutes_version(held.meeting, state=state)
        organization, person = held.organization, held.invited.person
        with pytest.raises(InternalError, match="not in review"):
            MinutesApproval.objects.create(version=version, organization=organization, person=person)


class TestWhoReads:
    def test_those_who_were_there_and_the_writers(self, held, logged_in):
        send(held)
        for who, status in (("invited", 200), ("third", 200), ("coordinator", 200), ("member", 404), ("outsider", 404)):
            page = logged_in(getattr(held, who)).get(address("review", held.meeting.pk))
            assert page.status_code == status, who

    def test_the_body_learns_no_names_and_no_place_from_it(self, held, logged_in):
        colleague = make.representative(organization=held.organization, role="alternate")
        send(held)
        page = logged_in(colleague).get(address("review", held.meeting.pk)).content.decode()
        assert held.organization.name in page
        assert held.third.person.name not in page and held.meeting.place not in page
        page = logged_in(held.invited).get(address("review", held.meeting.pk)).content.decode()
        assert held.third.person.name in page and held.meeting.place in page

    @pytest.mark.parametrize("who", ["invited", "coordinator"])
    def test_few_queries_whatever_was_said(self, held, logged_in, counted, who):
        version = send(held)
        client = logged_in(getattr(held, who))
        client.get("/")
        for n in range(30):
            services.comment(version, n % 4, "Falta algo", actor=held.invited)
        with counted() as queries:
            client.get(address("review", held.meeting.pk))
        assert len(queries()) <= 8, "\n".join(queries())


class TestComments:
    def test_by_paragraph_answered_by_the_writers(self, held, logged_in):
        version = send(held)
        client = logged_in(held.invited)
        path = address("comment", version.pk)
        answer = client.post(path, {"paragraph": 2, "text": "No se dijo así"})
        assert answer.status_code == 302 and answer.url.endswith("#paragraph-2")
        said = MinutesComment.objects.get()
        assert (said.organization, said.person, said.paragraph) == (held.organization, held.invited.person, 2)
        writer = logged_in(held.coordinator)
        assert writer.post(address("answer", said.pk), {"words": ""}).status_code == 409
        assert writer.post(address("answer", said.pk), {"words": "Se dijo así, según las notas"}).status_code == 302
        page = client.get(address("review", held.meeting.pk)).content.decode()
        assert "No se dijo así" in page and "según las notas" in page
        with pytest.raises(AnsweredAlready):
            services.answer(said, "Otra vez", actor=held.coordinator)

    def test_what_could_not_be_sent_is_not_lost(self, held, logged_in):
        version = send(held)
        page = logged_in(held.invited).post(address("comment", version.pk), {"paragraph": 44, "text": "Mis palabras"})
        assert page.status_code == 409 and "Mis palabras" in page.content.decode()
        for odd in ("9" * 5000, "²", "x"):
            page = logged_in(held.invited).post(
                address("comment", version.pk), {"paragraph": odd, "text": "Mis palabras"}
            )
            assert page.status_code == 409 and "Mis palabras" in page.content.decode()
        with pytest.raises(UnknownParagraph):
            services.comment(version, 4, "x", actor=held.invited)
        MinutesVersion.objects.update(review_until=timezone.now())
        page = logged_in(held.invited).post(address("comment", version.pk), {"paragraph": 1, "text": "Tarde pero mío"})
        assert page.status_code == 409 and "Tarde pero mío" in page.content.decode()
        assert not MinutesComment.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("member", 404), ("outsider", 404), ("coordinator", 403)])
    def test_not_by_who_was_not_there(self, held, logged_in, who, status):
        version = send(held)
        for name, typed in (("comment", {"paragraph": 1, "text": "x"}), ("approve", {})):
            assert logged_in(getattr(held, who)).post(address(name, version.pk), typed).status_code == status
        with pytest.raises(PermissionDenied):
            services.comment(version, 1, "x", actor=getattr(held, who))
        with pytest.raises(PermissionDenied):
            services.approve(version, actor=getattr(held, who))

    @pytest.mark.parametrize(("who", "status"), [("invited", 403), ("member", 404), ("outsider", 404)])
    def test_only_writers_answer_take_back_and_prolong(self, held, logged_in, who, status):
        version = send(held)
        said = services.comment(version, 1, "x", actor=held.invited)
        client = logged_in(getattr(held, who))
        assert client.post(address("answer", said.pk), {"words": "x"}).status_code == status
        for name in ("take_back", "prolong"):
            assert client.post(address(name, version.pk), {"until": "2031-01-01"}).status_code == status


class TestApproval:
    def test_a_spokesperson_comments_and_does_not_approve(self, held):
        colleague = make.representative(organization=held.organization, role="spokesperson")
        version = send(held)
        services.comment(version, 1, "x", actor=colleague)
        with pytest.raises(PermissionDenied):
            services.approve(version, actor=colleague)

    def test_by_count(self, held, logged_in):
        held.body.__class__.objects.update(approval="count", approval_percent=100)
        version = send(held)
        assert version.needed == 2
        logged_in(held.invited).post(address("approve", version.pk))
        assert MinutesVersion.objects.get().state == "in_review"
        with pytest.raises(SaidAlready):
            services.approve(version, actor=held.invited)
        logged_in(held.third).post(address("approve", version.pk))
        assert MinutesVersion.objects.get().state == "approved" and Minutes.objects.get().state == "approved"

    def test_a_count_is_never_reached_by_silence(self, held):
        held.body.__class__.objects.update(approval="count", approval_percent=50)
        version = send(held)
        assert version.needed == 1 and services.approve_due(timezone.now() + 99 * DAY) == 0

    def test_an_open_comment_holds_it_up_until_it_is_answered(self, held):
        held.body.__class__.objects.update(approval="count", approval_percent=50)
        version = send(held)
        said = services.comment(version, 1, "Falta algo", actor=held.third)
        services.approve(version, actor=held.invited)
        assert MinutesVersion.objects.get().state == "in_review"
        services.answer(said, "Está en el punto 2", actor=held.coordinator)
        assert MinutesVersion.objects.get().state == "approved"

    def test_by_silence_when_the_date_has_passed_once(self, held):
        version = send(held)
        assert services.approve_due(version.review_until - datetime.timedelta(seconds=1)) == 0
        assert services.approve_due(version.review_until) == 1
        assert services.approve_due(version.review_until + 3 * DAY) == 0
        assert MinutesVersion.objects.get().approved_at == version.review_until

    def test_silence_does_not_approve_over_an_open_comment(self, held):
        version = send(held)
        services.comment(version, 0, "Falto yo", actor=held.third)
        assert services.approve_due(version.review_until + DAY) == 0
        services.answer(MinutesComment.objects.get(), "Ya está", actor=held.coordinator)
        assert services.approve_due(version.review_until + DAY) == 1

    def test_all_who_were_there_need_no_silence(self, held):
        version = send(held)
        for who in (held.invited, held.third):
            services.approve(version, actor=who)
        assert MinutesVersion.objects.get().state == "approved"

    def test_the_task_of_beat_looks_at_now(self, held):
        send(held)
        tasks.approve_minutes()
        assert MinutesVersion.objects.get().state == "in_review"
        MinutesVersion.objects.update(review_until=timezone.now())
        tasks.approve_minutes()
        assert MinutesVersion.objects.get().state == "approved"

    def test_after_the_date_nothing_is_said_any_more(self, held):
        version = send(held)
        MinutesVersion.objects.update(review_until=timezone.now())
        with pytest.raises(ReviewEnded):
            services.approve(version, actor=held.invited)
        with pytest.raises(ReviewEnded):
            services.comment(version, 1, "x", actor=held.invited)


class TestBackAndLonger:
    def test_taken_back_it_is_written_and_sent_anew(self, held, logged_in):
        version = send(held)
        services.comment(version, 2, "Falta la fecha", actor=held.invited)
        services.approve(version, actor=held.third)
        logged_in(held.coordinator).post(address("take_back", version.pk))
        assert Minutes.objects.get().state == "draft"
        page = logged_in(held.coordinator).get(address("edit", held.meeting.pk)).content.decode()
        assert "Falta la fecha" in page
        assert logged_in(held.invited).get(version.get_absolute_url()).status_code == 404
        minutes = writing.save_minutes(held.meeting, "Con fecha", 1, actor=held.coordinator)
        second = services.send_to_review(minutes, 2, timezone.now() + DAY, actor=held.coordinator)
        assert (second.number, second.round) == (1, 2) and not second.approvals.exists()

    def test_a_later_day(self, held, logged_in):
        version = send(held, days=2)
        client = logged_in(held.coordinator)
        assert (
            client.post(address("prolong", version.pk), {"until": timezone.localdate().isoformat()}).status_code == 409
        )
        until = timezone.localdate() + 20 * DAY
        assert client.post(address("prolong", version.pk), {"until": until.isoformat()}).status_code == 302
        assert timezone.localdate(MinutesVersion.objects.get().review_until) == until

    def test_what_is_approved_is_not_taken_back(self, held):
        version = make.minutes_version(held.meeting, state="approved")
        for act in (
            lambda: services.take_back(version, actor=held.coordinator),
            lambda: services.prolong(version, timezone.now() + 40 * DAY, actor=held.coordinator),
        ):
            with pytest.raises(ReviewEnded):
                act()
