"""A commitment reaches whoever answers for it, once; no, more time and another owner reach whom they concern."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from meetings import tasks
from meetings.models import Agreement, AgreementRequest, Attendance, Meeting
from meetings.services import agreement_reminders, agreements, closing, promises, run
from meetings.services.errors import NotBegun, NotConvened, NotTheirs
from members.delivery import deliver
from members.models import OutboxMail
from tests import factories as make
from tests.clock import Clock

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def writer():
    return make.coordinator()


@pytest.fixture
def owner():
    return make.representative()


@pytest.fixture
def other():
    return make.representative()


@pytest.fixture
def meeting(owner, other) -> Meeting:
    body = make.BodyFactory(organizations=[owner.person.organization, other.person.organization])
    return make.MeetingFactory(body=body, title="Reunión 4711")


def commitment(meeting, owner, **values) -> Agreement:
    n = meeting.agreements.count() + 1
    values = {"due_on": timezone.localdate() + 30 * DAY, "text": f"Texto 4711 {n}"} | values
    return make.AgreementFactory(meeting=meeting, owner=owner.person.organization, sequence=n, **values)


def told(event: str) -> list:
    return [mail.person for mail in OutboxMail.objects.filter(event=event).order_by("pk")]


class TestWhenTheMeetingCloses:
    def test_one_mail_a_person_with_all_that_is_theirs(self, meeting, owner, other, writer):
        colleague = make.PersonFactory(organization=other.person.organization)
        for who, person in ((owner, None), (owner, None), (other, colleague)):
            commitment(meeting, who, owner_person=person)
        commitment(meeting, owner, kind="decision")
        commitment(meeting, owner, due_on=timezone.localdate() - DAY)
        closing.close(meeting, actor=writer)
        mails = OutboxMail.objects.filter(event="agreement_assigned")
        assert {mail.person for mail in mails} == {owner.person, colleague}
        mine = mails.get(person=owner.person)
        assert mine.text.count("Texto 4711") == 2 and "2 compromisos" in mine.subject

    def test_closed_again_only_what_is_new(self, meeting, owner, writer):
        commitment(meeting, owner)
        closing.close(meeting, actor=writer)
        closing.reopen(meeting, actor=writer)
        new = commitment(meeting, owner)
        closing.close(meeting, actor=writer)
        last = OutboxMail.objects.filter(event="agreement_assigned").order_by("pk").last()
        assert len(told("agreement_assigned")) == 2 and new.text in last.text and "Texto 4711 1" not in last.text

    def test_it_really_leaves_and_not_to_who_lost_the_mandate(self, meeting, owner, writer, mailoutbox):
        commitment(meeting, owner)
        closing.close(meeting, actor=writer)
        owner.person.mandates.update(ends_on=timezone.localdate())
        deliver()
        assert not mailoutbox
        OutboxMail.objects.update(state="queued", due_at=timezone.now(), finished_at=None)
        owner.person.mandates.update(ends_on=None)
        deliver()
        assert len(mailoutbox) == 1 and "Texto 4711 1" in mailoutbox[0].body

    def test_of_a_confidential_meeting_only_the_number(self, meeting, owner, writer):
        Meeting.objects.update(is_confidential=True)
        agreement = commitment(meeting, owner)
        closing.close(meeting, actor=writer)
        agreement_reminders.remind_due(agreement.due_on)
        agreement_reminders.remind_due(agreement.due_on + 14 * DAY)
        for mail in OutboxMail.objects.all():
            assert "4711" not in mail.subject + mail.text and agreement.number in mail.subject + mail.text
        assert set(OutboxMail.objects.values_list("event", flat=True)) == {
            "agreement_assigned",
            "agreement_due",
            "agreement_late",
        }

    def test_what_it_leaves_open_comes_onto_the_next_agenda_once(self, meeting, owner, writer):
        commitment(meeting, owner)
        following = make.MeetingFactory(body=meeting.body, state="draft", starts_at=make.in_a_week())
        called_off = make.MeetingFactory(body=meeting.body, state="cancelled", starts_at=make.in_a_week())
        closing.close(meeting, actor=writer)
        closing.reopen(meeting, actor=writer)
        closing.close(meeting, actor=writer)
        item = following.agenda.get()
        assert item.is_follow_up and item.name == "Seguimiento a los acuerdos anteriores"
        assert not called_off.agenda.exists()


class TestWhoeverItGoesTo:
    @pytest.fixture
    def agreement(self, meeting, owner, writer) -> Agreement:
        agreement = commitment(meeting, owner)
        closing.close(meeting, actor=writer)
        OutboxMail.objects.all().delete()
        agreement.refresh_from_db()
        return agreement

    def test_a_no_tells_the_secretariat(self, agreement, owner, writer):
        promises.answer(agreement, accept=False, words="No hay equipo", actor=owner)
        assert told("agreement_refused") == [writer.person]
        assert "No hay equipo" in OutboxMail.objects.get().text

    def test_a_person_of_the_own_organization_is_told(self, agreement, owner):
        colleague = make.PersonFactory(organization=owner.person.organization)
        promises.hand_to(agreement, colleague, actor=owner)
        assert told("agreement_assigned") == [colleague]

    def test_whoever_lost_the_mandate_takes_nothing_over(self, agreement, owner):
        gone = make.representative("alternate", organization=owner.person.organization).person
        gone.mandates.update(ends_on=timezone.localdate())
        with pytest.raises(PermissionDenied):
            promises.hand_to(agreement, gone, actor=owner)

    def test_another_organization_begins_anew(self, agreement, owner, other, writer):
        promises.answer(agreement, accept=True, actor=owner)
        asked = promises.ask_extension(agreement, agreement.due_on + 60 * DAY, "Falta un dato", actor=owner)
        changed = agreements.locked().get(pk=agreement.pk)
        changed.owner = other.person.organization
        agreements.change_agreement(changed, [], actor=writer)
        agreement.refresh_from_db()
        asked.refresh_from_db()
        assert (agreement.answer, asked.decision) == ("", AgreementRequest.Decision.LAPSED)
        assert told("agreement_assigned") == [other.person]

    def test_no_handover_to_who_may_not_see_it(self, agreement, owner, client):
        outside = make.representative()
        with pytest.raises(NotTheirs):
            promises.ask_handover(agreement, outside.person.organization, "Conocen el tema", actor=owner)
        client.force_login(owner)
        page = client.get(reverse("meetings:agreement_handover", args=[agreement.pk])).content.decode()
        assert outside.person.organization.name not in page and not told("agreement_requested")

    def test_of_a_confidential_one_only_to_the_invited(self, agreement, owner, other, writer):
        Meeting.objects.update(is_confidential=True)
        make.AttendanceFactory(meeting=agreement.meeting, person=owner.person)
        with pytest.raises(NotTheirs):
            promises.ask_handover(agreement, other.person.organization, "Así", actor=owner)
        make.AttendanceFactory(meeting=agreement.meeting, person=other.person)
        uninvited = make.representative("alternate", organization=other.person.organization)
        promises.ask_handover(agreement, other.person.organization, "Así", actor=owner)
        assert set(told("agreement_requested")) == {writer.person, other.person}
        assert uninvited.person not in told("agreement_requested")
        assert not any("4711" in mail.text for mail in OutboxMail.objects.all())


class TestRemindersReachSomebody:
    """Through the task and delivery, with the clock moved."""

    @pytest.fixture
    def clock(self, monkeypatch) -> Clock:
        return Clock(monkeypatch, timezone.now())

    @pytest.fixture
    def agreement(self, meeting, owner) -> Agreement:
        return commitment(meeting, owner)

    def beat(self) -> None:
        tasks.remind_agreements()
        deliver()

    def addresses(self, mailoutbox) -> list[str]:
        found = [mail.to[0].rpartition("<")[2].rstrip(">") for mail in mailoutbox]
        mailoutbox.clear()
        return found

    def test_each_step_once_twice_run_and_three_days_down(self, agreement, owner, writer, clock, mailoutbox):
        alternate = make.representative("alternate", organization=owner.person.organization)
        expected = {22: [], 23: [owner], 24: [], 33: [owner], 36: [], 37: [alternate], 44: [writer], 47: []}
        day = 0
        for until, people in expected.items():
            clock.move(days=until - day)
            day = until
            for _again in range(2):
                self.beat()
            assert self.addresses(mailoutbox) == [user.person.email for user in people], until

    @pytest.mark.parametrize("why", ["no mandate any more", "no address"])
    def test_the_principal_in_place_of_a_named_person_who_is_gone(self, agreement, owner, clock, mailoutbox, why):
        named = make.representative("alternate", organization=owner.person.organization).person
        Agreement.objects.update(owner_person=named)
        if why == "no address":
            type(named).objects.filter(pk=named.pk).update(email="")
        else:
            named.mandates.update(ends_on=timezone.localdate())
        clock.move(days=23)
        self.beat()
        assert self.addresses(mailoutbox) == [owner.person.email]

    def test_a_named_person_without_a_mandate_really_gets_it(self, agreement, owner, clock, mailoutbox):
        named = make.PersonFactory(organization=owner.person.organization)
        Agreement.objects.update(owner_person=named)
        clock.move(days=23)
        self.beat()
        assert self.addresses(mailoutbox) == [named.email]

    def test_none_leaves_once_it_is_done(self, agreement, clock, mailoutbox):
        clock.move(days=23)
        agreement_reminders.remind_due()
        Agreement.objects.update(state="done")
        deliver()
        assert not mailoutbox


class TestNothingIsTakenDownWhereNothingGoesOn:
    @pytest.mark.parametrize(
        ("state", "starts", "error"),
        [("draft", -DAY, NotConvened), ("cancelled", -DAY, NotConvened), ("convened", DAY, NotBegun)],
    )
    def test_marks_notes_and_agreements(self, meeting, writer, client, state, starts, error):
        item = make.meetings.AgendaItem.objects.create(meeting=meeting, order=1, title="Punto")
        row = make.AttendanceFactory(meeting=meeting)
        Meeting.objects.update(state=state, starts_at=timezone.now() + starts)
        with pytest.raises(error):
            run.write_notes(item, "", "x", actor=writer)
        client.force_login(writer)
        page = reverse("meetings:meeting_run", args=[meeting.pk])
        assert str(error.words) in client.get(page).content.decode()
        client.post(page, {"act": "mark", f"was-{row.pk}": "invited", f"mark-{row.pk}": "present"})
        client.post(page, {"act": "begin", "item": item.pk})
        client.post(page, {"act": "agreement", "text": "x", "kind": "decision"})
        item.refresh_from_db()
        assert Attendance.objects.get().status == "invited" and item.begun_at is None and not item.notes
        assert Agreement.objects.exists() == (state == "convened")
        close = client.get(reverse("meetings:meeting_close", args=[meeting.pk]))
        assert close.context["refused"] and '<form method="post" class="actions">' not in close.content.decode()
