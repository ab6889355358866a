"""A commitment's life: taken on, more time, handed over, reminded of, reported by link."""

import datetime
import io
import threading

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from meetings.models import Agreement, AgreementReminder, AgreementRequest
from meetings.services import agreement_reminders, promises
from meetings.services.errors import AlreadyDecided, AskedAlready, Closed, LinkEnded, NotLater, WordsNeeded
from members.models import OutboxMail
from members.tokens import PLACEHOLDER, token_for
from tests import factories as make

DAY = datetime.timedelta(days=1)


@pytest.fixture
def writer(db):
    return make.coordinator()


@pytest.fixture
def owner(db):
    return make.representative()


@pytest.fixture
def other(db):
    return make.representative()


@pytest.fixture
def agreement(owner, other) -> Agreement:
    organizations = [owner.person.organization, other.person.organization]
    meeting = make.MeetingFactory(body=make.BodyFactory(organizations=organizations))
    due_on = timezone.localdate() + 30 * DAY
    return make.AgreementFactory(meeting=meeting, owner=organizations[0], sequence=1, due_on=due_on)


def mails(event: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(event=event).order_by("pk"))


class TestTakenOn:
    def test_accepted_or_declined_with_words(self, agreement, owner):
        assert promises.answer(agreement, accept=True, actor=owner).answer == "accepted"
        with pytest.raises(WordsNeeded):
            promises.answer(agreement, accept=False, words=" ", actor=owner)
        assert promises.answer(agreement, accept=False, words="No hay equipo", actor=owner).answer == "declined"

    def test_not_by_others_not_once_closed(self, agreement, other, writer, owner):
        for user in (other, writer):
            with pytest.raises(PermissionDenied):
                promises.answer(agreement, accept=True, actor=user)
        Agreement.objects.filter(pk=agreement.pk).update(state="done")
        with pytest.raises(Closed):
            promises.answer(agreement, accept=True, actor=owner)

    def test_by_the_page(self, agreement, owner, client):
        client.force_login(owner)
        page = client.get(agreement.get_absolute_url()).content.decode()
        assert "Lo asumimos" in page
        client.post(reverse("meetings:agreement_answer", args=[agreement.pk]), {"accept": "1", "words": ""})
        agreement.refresh_from_db()
        assert agreement.answer == "accepted"


class TestMoreTime:
    @pytest.fixture
    def asked(self, agreement, owner, writer) -> AgreementRequest:
        return promises.ask_extension(agreement, agreement.due_on + 30 * DAY, "Falta un dato", actor=owner)

    def test_the_date_changes_only_when_it_is_granted(self, asked, agreement, owner, writer):
        before = agreement.due_on
        agreement.refresh_from_db()
        assert agreement.due_on == before
        assert [mail.person for mail in mails("agreement_requested")] == [writer.person]
        promises.decide(asked, grant=True, actor=writer)
        agreement.refresh_from_db()
        assert agreement.due_on == before + 30 * DAY
        assert [mail.person for mail in mails("agreement_decided")] == [owner.person]

    def test_declined_needs_words_and_changes_nothing(self, asked, agreement, writer):
        with pytest.raises(WordsNeeded):
            promises.decide(asked, grant=False, actor=writer)
        promises.decide(asked, grant=False, words="Lo espera la asamblea", actor=writer)
        agreement.refresh_from_db()
        assert agreement.due_on == asked.due_on - 30 * DAY
        assert "Lo espera la asamblea" in mails("agreement_decided")[0].text

    def test_a_sign_that_the_database_cant_keep_is_left_out(self, asked, writer, client):
        client.force_login(writer)
        url = reverse("meetings:request_decide", args=[asked.pk])
        assert client.post(url, {"words": "\x00"}).status_code == 302
        asked.refresh_from_db()
        assert not asked.decision, "nothing was said"
        client.post(url, {"words": "\x00Lo espera la asamblea"})
        asked.refresh_from_db()
        assert (asked.decision, asked.words) == ("declined", "Lo espera la asamblea")

    def test_once_open_decided_once_by_the_secretariat(self, asked, agreement, owner, other, writer):
        with pytest.raises(AskedAlready):
            promises.ask_extension(agreement, agreement.due_on + 60 * DAY, "Otra vez", actor=owner)
        for user in (owner, other):
            with pytest.raises(PermissionDenied):
                promises.decide(asked, grant=True, actor=user)
        promises.decide(asked, grant=True, actor=writer)
        with pytest.raises(AlreadyDecided):
            promises.decide(asked, grant=False, words="No", actor=writer)

    def test_only_later_with_a_reason_by_the_owner(self, agreement, owner, other):
        with pytest.raises(NotLater):
            promises.ask_extension(agreement, agreement.due_on, "Así", actor=owner)
        with pytest.raises(WordsNeeded):
            promises.ask_extension(agreement, agreement.due_on + DAY, "  ", actor=owner)
        with pytest.raises(PermissionDenied):
            promises.ask_extension(agreement, agreement.due_on + DAY, "Así", actor=other)

    def test_a_wrong_date_keeps_what_was_typed(self, agreement, owner, client):
        client.force_login(owner)
        path = reverse("meetings:agreement_extend", args=[agreement.pk])
        page = client.post(path, {"due_on": "2018-01-01", "reason": "Lo que escribí"}).content.decode()
        assert "Lo que escribí" in page and "posterior" in page


@pytest.mark.django_db(transaction=True)
def test_decided_by_two_at_once_is_decided_once(agreement, owner, writer):
    asked = promises.ask_extension(agreement, agreement.due_on + 30 * DAY, "Falta un dato", actor=owner)
    outcomes = []

    def act() -> None:
        try:
            promises.decide(asked, grant=True, actor=writer)
            outcomes.append("done")
        except AlreadyDecided:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["refused"] * 3]
    assert len(mails("agreement_decided")) == 1


class TestHandedOver:
    def test_within_the_organization_at_once(self, agreement, owner, other):
        colleague = make.PersonFactory(organization=owner.person.organization)
        assert promises.hand_to(agreement, colleague, actor=owner).owner_person == colleague
        with pytest.raises(PermissionDenied):
            promises.hand_to(agreement, other.person, actor=owner)

    def test_to_another_which_accepts(self, agreement, owner, other, writer):
        promises.answer(agreement, accept=True, actor=owner)
        asked = promises.ask_handover(agreement, other.person.organization, "Conocen el tema", actor=owner)
        assert {mail.person for mail in mails("agreement_requested")} == {writer.person, other.person}
        agreement.refresh_from_db()
        assert agreement.owner == owner.person.organization
        promises.decide(asked, grant=True, actor=other)
        agreement.refresh_from_db()
        assert (agreement.owner, agreement.answer) == (other.person.organization, "")

    def test_who_asked_does_not_decide_it(self, agreement, owner, other):
        asked = promises.ask_handover(agreement, other.person.organization, "Así", actor=owner)
        with pytest.raises(PermissionDenied):
            promises.decide(asked, grant=True, actor=owner)


class TestReminders:
    def told(self) -> list:
        found = OutboxMail.objects.filter(event__in=["agreement_due", "agreement_late"]).order_by("pk")
        people = [mail.person for mail in found]
        found.delete()
        return people

    def test_each_step_once_to_whom_it_concerns(self, agreement, owner, writer):
        alternate = make.representative("alternate", organization=owner.person.organization)
        expected = {-8: [], -7: [owner.person], -1: [], 0: [owner.person], 6: [], 7: [alternate.person], 13: []}
        expected[14] = [writer.person]
        for days, people in expected.items():
            for _again in range(2):
                agreement_reminders.remind_due(agreement.due_on + days * DAY)
            assert self.told() == people, days

    def test_after_three_days_without_beat_only_what_is_due_now(self, agreement, owner):
        agreement_reminders.remind_due(agreement.due_on + 3 * DAY)
        assert self.told() == [owner.person]
        assert list(AgreementReminder.objects.values_list("step", flat=True)) == [0]

    def test_the_named_person_instead_of_the_principal(self, agreement, owner):
        colleague = make.PersonFactory(organization=owner.person.organization)
        Agreement.objects.filter(pk=agreement.pk).update(owner_person=colleague)
        agreement_reminders.remind_due(agreement.due_on)
        assert self.told() == [colleague]

    def test_a_granted_extension_begins_anew(self, agreement, owner, writer):
        agreement_reminders.remind_due(agreement.due_on - 7 * DAY)
        asked = promises.ask_extension(agreement, agreement.due_on + 20 * DAY, "Falta un dato", actor=owner)
        promises.decide(asked, grant=True, actor=writer)
        self.told()
        agreement_reminders.remind_due(agreement.due_on + 13 * DAY)
        assert self.told() == [owner.person]

    @pytest.mark.parametrize("state", ["done", "withdrawn", "unmet"])
    def test_nobody_once_it_is_over(self, agreement, state):
        Agreement.objects.filter(pk=agreement.pk).update(state=state)
        agreement_reminders.remind_due(agreement.due_on)
        assert self.told() == []

    def test_what_was_late_for_long_floods_nobody(self, agreement):
        agreement_reminders.remind_due(agreement.due_on + 31 * DAY)
        assert self.told() == []


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_remind_once(agreement):
    def run() -> None:
        try:
            agreement_reminders.remind_due(agreement.due_on)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mails("agreement_due")) == 1


class TestByLink:
    @pytest.fixture
    def path(self, agreement) -> str:
        agreement_reminders.remind_due(agreement.due_on)
        mail = mails("agreement_due")[0]
        assert PLACEHOLDER in mail.text
        return reverse("meetings:agreement_by_link", args=[token_for(AgreementReminder.objects.get().uid)])

    def test_without_a_password(self, path, agreement, owner, client):
        page = client.get(path)
        assert page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"]
        agreement.refresh_from_db()
        assert agreement.state == "open"
        data = {"state": "in_progress", "words": "La mitad está hecha", "evidence": "https://ejemplo.example/foto"}
        sent = client.post(path, data)
        assert sent.status_code == 302 and "quedó" in client.get(sent["Location"]).content.decode()
        agreement.refresh_from_db()
        assert agreement.state == "in_progress"
        assert "La mitad está hecha" in agreement.progress and owner.person.name in agreement.progress
        assert agreement.evidence == "https://ejemplo.example/foto"

    def test_empty_words_are_asked_for(self, path, agreement, client):
        assert "error" in client.post(path, {"state": "done", "words": ""}).content.decode()
        agreement.refresh_from_db()
        assert agreement.state == "open"

    def test_two_taps_on_one_report_are_one_and_both_are_thanked(self, path, agreement, client):
        data = {"state": "done", "words": "Quedó hecho"}
        for _tap in range(2):
            sent = client.post(path, data)
            assert sent.status_code == 302 and "quedó" in client.get(sent["Location"]).content.decode()
        reports = Agreement.pgh_event_model.objects.filter(pgh_obj=agreement, state="done")
        assert reports.count() == 1

    def test_what_is_told_after_it_was_closed_comes_back_with_the_reason(self, path, agreement, client):
        Agreement.objects.filter(pk=agreement.pk).update(state="done", progress="Lo cerró otra persona")
        page = client.post(path, {"state": "in_progress", "words": "Palabras que no se pierden"})
        said = page.content.decode()
        assert page.status_code == 409 and "Palabras que no se pierden" in said and "ya no está" in said
        agreement.refresh_from_db()
        assert (agreement.state, agreement.progress) == ("done", "Lo cerró otra persona")

    def test_altered_closed_old_or_without_mandate_it_is_refused(self, path, agreement, owner, client):
        assert client.get(path[:-2] + "x/").status_code == 404
        reminder = AgreementReminder.objects.get()
        AgreementReminder.objects.filter(pk=reminder.pk).update(created_at=timezone.now() - 61 * DAY)
        assert client.get(path).status_code == 404
        AgreementReminder.objects.filter(pk=reminder.pk).update(created_at=timezone.now())
        assert client.get(path).status_code == 200
        owner.person.mandates.update(ends_on=timezone.localdate())
        assert client.post(path, {"state": "done", "words": "Ya"}).status_code == 404
        owner.person.mandates.update(ends_on=None)
        Agreement.objects.filter(pk=agreement.pk).update(state="withdrawn")
        answer = client.get(path)
        assert (answer.status_code, agreement.text in answer.content.decode()) == (404, False)
        with pytest.raises(LinkEnded):
            agreement_reminders.report_by_link(path.split("/")[-2], "done", "Ya")


class TestRegister:
    def test_exported_is_what_the_filter_shows_and_the_reader_may_see(self, agreement, owner, client):
        make.AgreementFactory(sequence=1, text="De otra instancia")
        done = make.AgreementFactory(
            meeting=agreement.meeting, owner=agreement.owner, sequence=2, state="done", text='=HYPERLINK("x")'
        )
        client.force_login(owner)
        file = client.get(reverse("meetings:agreement_export", args=["xlsx"])).content
        rows = list(openpyxl.load_workbook(io.BytesIO(file)).active.iter_rows(min_row=2))
        assert {row[0].value for row in rows} == {agreement.number, done.number}
        assert all(row[4].data_type == "s" for row in rows)
        text = client.get(reverse("meetings:agreement_export", args=["csv"]) + "?state=done").content.decode()
        assert done.number in text and agreement.number not in text
        assert "'=HYPERLINK" in text
        assert client.get(reverse("meetings:agreement_export", args=["exe"])).status_code == 404

    def test_by_person_and_body(self, agreement, owner, client):
        client.force_login(owner)
        Agreement.objects.filter(pk=agreement.pk).update(owner_person=owner.person)
        make.AgreementFactory(meeting=agreement.meeting, owner=agreement.owner, sequence=2)
        page = client.get(reverse("meetings:agreement_list"), {"person": owner.person.pk})
        assert [one.number for one in page.context["page"].rows] == [agreement.number]
        page = client.get(reverse("meetings:agreement_list"), {"body": agreement.meeting.body_id})
        assert len(page.context["page"].rows) == 2
