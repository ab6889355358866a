"""Convening: one mail a person with its calendar event; changes, cancelling, answers with and without an account."""

import datetime
import email
import re
import threading
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meetings.models import AgendaItem, Attendance, CalendarFeed, Meeting
from meetings.presentation import ical
from meetings.services import answers, attendance, convening, feeds, replies, series
from meetings.services import meetings as services
from meetings.services.errors import NobodyInvited, NotADraft, NotConvened, Over, SubstituteNeeded
from meetings.services.follow_up import open_before
from members.delivery import calendar_part
from members.models import OutboxMail
from members.tokens import PLACEHOLDER, digest, token_for
from tests import factories as make

NINE = datetime.datetime(2031, 5, 9, 9, tzinfo=ZoneInfo("America/Bogota"))


@pytest.fixture
def writer(db):
    return make.coordinator()


@pytest.fixture
def people(db):
    return [make.representative(), make.representative()]


@pytest.fixture
def meeting(writer, people) -> Meeting:
    """A draft with two invited principals."""
    body = make.BodyFactory(organizations=[user.person.organization for user in people])
    made = Meeting(body=body, title="Reunión de prueba", starts_at=NINE, city="Bogotá", place="Salón reservado")
    made.ends_at = NINE + datetime.timedelta(hours=3)
    services.create_meeting(made, actor=writer)
    AgendaItem.objects.create(meeting=made, order=1, title="Apertura; y saludo, «ñ»")
    return made


@pytest.fixture
def convened(meeting, writer) -> Meeting:
    convening.convene(meeting, actor=writer)
    meeting.refresh_from_db()
    return meeting


def mails(event: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(event=event).order_by("pk"))


def sent(mail: OutboxMail) -> str:
    """The calendar's part as it leaves."""
    return calendar_part(mail)[0]


def read_by_hand(text: str) -> dict[str, list[tuple[str, str]]]:
    """A second reader, of RFC 5545's lines alone: {name: [(parameters, value)]} of the first event."""
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = re.sub(r"\r\n[ \t]", "", text).split("\r\n")
    inside = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    found: dict[str, list[tuple[str, str]]] = {}
    for line in inside:
        head, value = re.fullmatch(r'((?:"[^"]*"|[^":])*):(.*)', line).groups()
        name, _, parameters = head.partition(";")
        found.setdefault(name, []).append((parameters, value))
    return found


class TestConvening:
    def test_a_draft_is_the_secretariats_and_mails_nobody(self, meeting, people):
        assert not OutboxMail.objects.exists()
        assert not Meeting.objects.visible_to(people[0]).exists()

    def test_one_mail_a_person_once(self, convened, writer, people):
        assert {mail.person for mail in mails("meeting_convened")} == {user.person for user in people}
        with pytest.raises(NotADraft):
            convening.convene(convened, actor=writer)
        assert len(mails("meeting_convened")) == 2
        assert Meeting.objects.visible_to(people[0]).get() == convened

    def test_the_event_is_for_that_person_alone_in_the_zone_of_the_meeting(self, convened, people):
        mail = mails("meeting_convened")[0]
        text = sent(mail)
        assert calendar_part(mail)[1] == "text/calendar; method=REQUEST"
        event = next(iter(Calendar.from_ical(text).walk("VEVENT")))
        assert str(event["attendee"]) == f"MAILTO:{mail.person.email}"
        assert event["dtstart"].dt.astimezone(datetime.UTC).hour == 14  # 9:00 in Bogotá
        assert event["dtend"].dt - event["dtstart"].dt == datetime.timedelta(hours=3)
        other = next(user for user in people if user.person != mail.person).person
        assert other.email not in text and other.name not in text
        hand = read_by_hand(text)
        assert hand["DTSTART"] == [("TZID=America/Bogota", "20310509T090000")]
        assert [value for _p, value in hand["UID"]] == [f"{convened.uid}@alianza"]
        assert hand["SEQUENCE"][0][1] == "0"
        assert "PARTSTAT=NEEDS-ACTION" in hand["ATTENDEE"][0][0] and "RSVP=TRUE" in hand["ATTENDEE"][0][0]
        assert "Apertura\\; y saludo\\, «ñ»" in hand["DESCRIPTION"][0][1]
        assert "BEGIN:VTIMEZONE" in text and "TZID:America/Bogota" in text

    def test_the_link_is_in_mail_and_calendar_only_when_it_leaves(self, convened):
        mail = mails("meeting_convened")[0]
        row = Attendance.objects.get(meeting=convened, person=mail.person)
        token = token_for(row.uid)
        assert PLACEHOLDER in mail.text and PLACEHOLDER in mail.calendar and token not in mail.calendar
        assert token in re.sub(r"\r\n[ \t]", "", sent(mail)) and PLACEHOLDER not in sent(mail)
        assert row.token_sha256 == digest(token)

    def test_confidential_says_nothing_but_when(self, meeting, writer):
        Meeting.objects.filter(pk=meeting.pk).update(is_confidential=True)
        convening.convene(meeting, actor=writer)
        for mail in mails("meeting_convened"):
            for secret in ("Reunión de prueba", "Salón", "Bogotá ", "Apertura", meeting.body.name):
                assert secret not in mail.subject + mail.text + mail.calendar, secret
            assert "Reunión de la alianza" in mail.calendar

    def test_refusals(self, meeting, writer, people):
        with pytest.raises(PermissionDenied):
            convening.convene(meeting, actor=people[0])
        empty = make.MeetingFactory(state="draft", starts_at=NINE)
        with pytest.raises(NobodyInvited):
            convening.convene(empty, actor=writer)
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now())
        with pytest.raises(Over):
            convening.convene(meeting, actor=writer)

    def test_what_was_held_already_is_on_record_and_mails_nobody(self, writer, people):
        made = make.BodyFactory(organizations=[people[0].person.organization])
        past = Meeting(body=made, title="De antes", starts_at=timezone.now() - datetime.timedelta(days=2))
        assert services.create_meeting(past, actor=writer).state == "convened"
        assert not OutboxMail.objects.exists()

    def test_whoever_is_invited_later_gets_the_invitation_at_once(self, convened, writer):
        person = make.PersonFactory()
        attendance.invite_person(convened, person, None, "guest", actor=writer)
        assert mails("meeting_convened")[-1].person == person


@pytest.mark.django_db(transaction=True)
def test_convened_by_two_at_once_is_one_mail_each(meeting, writer):
    outcomes = []

    def act() -> None:
        try:
            convening.convene(meeting, actor=writer)
            outcomes.append("done")
        except NotADraft:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["refused"] * 4]
    assert len(mails("meeting_convened")) == 2


class TestChanges:
    def change(self, meeting, **values) -> None:
        Meeting.objects.filter(pk=meeting.pk).update(**values)
        meeting.refresh_from_db()

    def rest(self, seconds: int) -> None:
        for meeting in Meeting.objects.exclude(seen_at=None):
            meeting.seen_at -= datetime.timedelta(seconds=seconds)
            meeting.save(update_fields=["seen_at"])

    def test_a_burst_of_edits_is_one_mail_with_the_same_uid_and_a_higher_sequence(self, convened, settings):
        for city in ("Cali", "Pasto", "Medellín"):
            self.change(convened, city=city)
            convening.tell_settled_changes()
            self.rest(60)
        assert not mails("meeting_changed")
        self.rest(settings.MEETING_CHANGES_SECONDS)
        convening.tell_settled_changes()
        convening.tell_settled_changes()
        told = mails("meeting_changed")
        assert len(told) == 2
        before, after = read_by_hand(sent(mails("meeting_convened")[0])), read_by_hand(sent(told[0]))
        assert after["UID"] == before["UID"]
        assert (before["SEQUENCE"][0][1], after["SEQUENCE"][0][1]) == ("0", "1")
        assert "Medellín" in after["LOCATION"][0][1] and "Pasto" not in after["LOCATION"][0][1]

    def test_the_agenda_is_part_of_it(self, convened, writer):
        AgendaItem.objects.create(meeting=convened, order=2, title="Otro punto")
        assert convening.tell_changes(convened, actor=writer) == 2

    def test_nothing_new_tells_nobody(self, convened, writer):
        self.change(convened, convened_by="Otra")
        assert convening.tell_changes(convened, actor=writer) == 0
        self.change(convened, city="Cali")
        convening.tell_settled_changes()
        self.change(convened, city="Bogotá")
        self.rest(10_000)
        convening.tell_settled_changes()
        assert not mails("meeting_changed")

    def test_a_draft_that_changes_tells_nobody(self, meeting, writer):
        self.change(meeting, city="Cali")
        convening.tell_settled_changes()
        self.rest(10_000)
        convening.tell_settled_changes()
        with pytest.raises(NotConvened):
            convening.tell_changes(meeting, actor=writer)
        assert not OutboxMail.objects.exists()

    def test_cancelled_with_a_higher_sequence_once(self, convened, writer):
        assert convening.cancel(convened, "Paro nacional", actor=writer) == 2
        mail = mails("meeting_cancelled")[0]
        text, kind = calendar_part(mail)
        hand = read_by_hand(text)
        assert kind == "text/calendar; method=CANCEL"
        assert (hand["STATUS"][0][1], hand["SEQUENCE"][0][1]) == ("CANCELLED", "1")
        assert "Paro nacional" in mail.text
        with pytest.raises(NotConvened):
            convening.cancel(convened, "", actor=writer)

    def test_a_cancelled_draft_tells_nobody(self, meeting, writer):
        assert convening.cancel(meeting, "", actor=writer) == 0

    def test_an_invitation_that_waits_is_not_sent_once_cancelled(self, convened, writer):
        mail = mails("meeting_convened")[0]
        assert convening.still_invited(mail)
        convening.cancel(convened, "", actor=writer)
        assert not convening.still_invited(mail)
        assert convening.still_invited(mails("meeting_cancelled")[0])


class TestAnswers:
    @pytest.fixture
    def row(self, convened, people) -> Attendance:
        return Attendance.objects.get(meeting=convened, person=people[0].person)

    @pytest.fixture
    def path(self, row) -> str:
        return reverse("meetings:invitation", args=[token_for(row.uid)])

    def test_in_two_taps_without_an_account(self, client, path, row):
        page = client.get(path)
        assert page.status_code == 200
        assert page["Referrer-Policy"] == "no-referrer" and "no-store" in page["Cache-Control"]
        row.refresh_from_db()
        assert row.answer == ""  # a GET changes nothing
        assert client.post(path, {"said": "yes"}).status_code == 302
        row.refresh_from_db()
        assert row.answer == "yes"
        client.post(path, {"said": "no"})
        row.refresh_from_db()
        assert row.answer == "no"

    def test_an_altered_or_old_link_is_refused_and_names_no_meeting(self, client, path, row):
        for wrong in (path[:-2] + "x/", reverse("meetings:invitation", args=["x" * 43])):
            assert client.get(wrong).status_code == 404
        Meeting.objects.filter(pk=row.meeting_id).update(
            starts_at=timezone.now(), ends_at=timezone.now() + datetime.timedelta(hours=1)
        )
        for answer in (client.get(path), client.post(path, {"said": "yes"})):
            assert answer.status_code == 404
            assert "Reunión de prueba" not in answer.content.decode()
        row.refresh_from_db()
        assert row.answer == ""

    def test_somebody_else_of_the_same_organization(self, client, path, row, convened):
        data = {"said": "substitute", "name": "Persona Suplente", "email": "suplente@ejemplo.example"}
        assert client.post(path, data).status_code == 302
        place = convened.attendances.get(person__email="suplente@ejemplo.example")
        assert (place.organization, place.stands_in_for, place.capacity) == (row.organization, row, "alternate")
        assert mails("meeting_convened")[-1].person == place.person
        row.refresh_from_db()
        assert row.answer == "substitute"
        client.post(path, {"said": "yes"})
        assert not convened.attendances.filter(pk=place.pk).exists()

    def test_twice_the_same_substitute_is_one(self, client, path, convened):
        data = {"said": "substitute", "name": "Persona Suplente", "email": "suplente@ejemplo.example"}
        client.post(path, data)
        client.post(path, data)
        assert convened.attendances.filter(stands_in_for__isnull=False).count() == 1
        assert len(mails("meeting_convened")) == 3

    def test_a_substitute_without_address_keeps_what_was_typed(self, client, path):
        page = client.post(path, {"said": "substitute", "name": "Persona Suplente", "email": ""})
        assert page.status_code == 409
        assert "Persona Suplente" in page.content.decode()

    def test_nobody_stands_in_for_themselves(self, row):
        with pytest.raises(SubstituteNeeded):
            answers.send_substitute(row, row.person.name, row.person.email.upper())

    def test_logged_in_on_the_meetings_page(self, client, row, convened, people):
        client.force_login(people[0])
        client.post(reverse("meetings:meeting_answer", args=[convened.pk]), {"said": "yes"})
        row.refresh_from_db()
        assert row.answer == "yes"
        assert "1 viene" in client.get(convened.get_absolute_url()).content.decode()

    def test_whoever_is_not_invited_has_nothing_to_answer(self, client, convened, writer):
        client.force_login(writer)
        assert client.post(reverse("meetings:meeting_answer", args=[convened.pk]), {"said": "yes"}).status_code == 404

    def test_reminded_are_exactly_those_who_have_not_answered(self, convened, writer, row, people):
        OutboxMail.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
        answers.answer(row, "no")
        assert convening.remind(convened, actor=writer) == 1
        assert [mail.person for mail in mails("meeting_reminder")] == [people[1].person]
        assert convening.remind(convened, actor=writer) == 0  # a double click


class TestCalendarReplies:
    @pytest.fixture(autouse=True)
    def address(self, settings):
        settings.REPLY_ADDRESS = "respuestas@alianza.example"

    @pytest.fixture
    def row(self, convened, people, address) -> Attendance:
        return Attendance.objects.get(meeting=convened, person=people[0].person)

    def reply(self, row, to: str | None = None, **values) -> email.message.Message:
        values = {
            "uid": ical.uid_of(row.meeting),
            "sequence": row.meeting.sequence,
            "partstat": "ACCEPTED",
            "attendee": row.person.email,
            "stamp": "20310101T000000Z",
            **values,
        }
        text = "\r\n".join(
            [
                *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Prueba//ES", "METHOD:REPLY", "BEGIN:VEVENT"),
                *(f"UID:{values['uid']}", f"SEQUENCE:{values['sequence']}", f"DTSTAMP:{values['stamp']}"),
                f"ATTENDEE;PARTSTAT={values['partstat']}:mailto:{values['attendee']}",
                *("END:VEVENT", "END:VCALENDAR", ""),
            ]
        )
        mail = email.message.EmailMessage()
        mail["To"] = to or ical.reply_address(row.pk)
        mail["From"] = values["attendee"]
        mail.set_content("Acepta")
        mail.add_alternative(text.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
        return mail

    def test_the_organizers_address_is_signed_for_each(self, row):
        event = read_by_hand(sent(OutboxMail.objects.get(event="meeting_convened", person=row.person)))
        assert event["ORGANIZER"][0][1] == f"MAILTO:{ical.reply_address(row.pk)}"

    @pytest.mark.parametrize(("partstat", "said"), [("ACCEPTED", "yes"), ("DECLINED", "no"), ("TENTATIVE", "maybe")])
    def test_taken_in(self, row, partstat, said):
        assert replies.take(self.reply(row, partstat=partstat)).answer == said

    def test_piped_to_the_command(self, row, monkeypatch, capsys):
        data = self.reply(row).as_bytes()
        monkeypatch.setattr("sys.stdin", type("In", (), {"buffer": __import__("io").BytesIO(data)})())
        call_command("take_replies")
        row.refresh_from_db()
        assert (row.answer, "noted 1" in capsys.readouterr().out) == ("yes", True)

    @pytest.mark.parametrize(
        "values",
        [
            {"to": "respuestas+1-00000000000000000000@alianza.example"},
            {"to": "respuestas@alianza.example"},
            {"uid": "otra@alianza"},
            {"sequence": 7},
            {"attendee": "otra@ejemplo.example"},
            {"partstat": "DELEGATED"},
        ],
    )
    def test_forged_old_or_unclear_changes_nothing(self, row, values):
        assert replies.take(self.reply(row, **values)) is None
        row.refresh_from_db()
        assert row.answer == ""

    def test_somebody_elses_address_does_not_answer_for_me(self, row, people):
        other = Attendance.objects.get(meeting=row.meeting, person=people[1].person)
        assert replies.take(self.reply(row, to=ical.reply_address(other.pk))) is None

    def test_the_calendar_of_who_lost_the_mandate_answers_for_nobody(self, row):
        row.person.mandates.update(ends_on=timezone.localdate())
        assert replies.take(self.reply(row)) is None
        row.refresh_from_db()
        assert row.answer == ""

    def test_an_older_word_does_not_undo_a_newer(self, row):
        answers.answer(row, "no")
        replies.take(self.reply(row, stamp="20200101T000000Z"))
        row.refresh_from_db()
        assert row.answer == "no"

    @pytest.mark.parametrize("broken", [b"", b"BEGIN:VCALENDAR", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"])
    def test_rubbish_is_left_alone(self, row, broken):
        mail = email.message.EmailMessage()
        mail["To"] = ical.reply_address(row.pk)
        mail.set_content("x")
        mail.add_alternative(broken, maintype="text", subtype="calendar")
        assert replies.take(mail) is None


class TestSeries:
    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ("week", ["2031-05-16", "2031-05-23", "2031-05-30"]),
            ("two_weeks", ["2031-05-23", "2031-06-06"]),
            ("month_weekday", ["2031-06-13", "2031-07-11", "2031-08-08"]),
            ("month_day", ["2031-06-09", "2031-07-09", "2031-08-09"]),
        ],
    )
    def test_days(self, rule, expected):
        found = [str(day) for day in series.days(NINE.date(), rule, datetime.date(2031, 8, 31))]
        assert found[: len(expected)] == expected

    def test_the_last_of_a_month_stays_the_last(self):
        found = series.days(datetime.date(2031, 1, 31), "month_day", datetime.date(2031, 4, 30))
        assert [str(day) for day in found] == ["2031-02-28", "2031-03-31", "2031-04-30"]
        fifth = series.days(datetime.date(2031, 5, 29), "month_weekday", datetime.date(2031, 7, 31))
        assert [str(day) for day in fifth] == ["2031-06-26", "2031-07-31"]

    def test_drafts_with_the_agenda_at_the_same_hour(self, meeting, writer):
        made = series.repeat(meeting, "month_weekday", datetime.date(2031, 7, 31), actor=writer)
        assert [one.state for one in made] == ["draft", "draft"]
        assert [timezone.localtime(one.starts_at, ZoneInfo("America/Bogota")).hour for one in made] == [9, 9]
        assert [one.agenda.count() for one in made] == [1, 1]
        assert len({one.number for one in made}) == 2
        assert not OutboxMail.objects.exists()

    def test_never_without_end(self, meeting, writer):
        assert len(series.repeat(meeting, "week", datetime.date(2099, 1, 1), actor=writer)) == series.MOST

    def test_not_by_others_not_backwards(self, meeting, people, writer, client):
        with pytest.raises(PermissionDenied):
            series.repeat(meeting, "week", datetime.date(2031, 6, 1), actor=people[0])
        client.force_login(writer)
        data = {"rule": "week", "until": "2031-05-01"}
        assert client.post(reverse("meetings:meeting_repeat", args=[meeting.pk]), data).status_code == 200
        assert Meeting.objects.count() == 1


class TestFollowUp:
    def test_open_agreements_of_the_body_come_onto_the_next_agenda(self, writer, people, client):
        body = make.BodyFactory(organizations=[user.person.organization for user in people])
        before = make.MeetingFactory(body=body)
        pending = make.AgreementFactory(meeting=before, owner=people[0].person.organization, sequence=1)
        make.AgreementFactory(meeting=before, owner=people[0].person.organization, sequence=2, state="done")
        make.AgreementFactory(sequence=1)
        new = services.create_meeting(Meeting(body=body, title="Siguiente", starts_at=NINE), actor=writer)
        assert new.agenda.get().is_follow_up
        assert list(open_before(new)) == [pending]
        client.force_login(writer)
        assert pending.number in client.get(new.get_absolute_url()).content.decode()

    def test_nothing_open_makes_no_item(self, meeting):
        assert meeting.agenda.count() == 1 and not meeting.agenda.get().is_follow_up


class TestFeeds:
    def read(self, client, feed) -> tuple[int, list]:
        answer = client.get(f"/meetings/calendar/{token_for(feed.uid)}.ics")
        if answer.status_code != 200:
            return answer.status_code, []
        return 200, [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]

    def test_what_one_may_know_without_places(self, convened, people, client):
        feed = feeds.renew(None, actor=people[0])
        assert self.read(client, feed) == (200, ["Reunión de prueba"])
        text = client.get(f"/meetings/calendar/{token_for(feed.uid)}.ics").content.decode()
        assert "Salón" not in text and people[1].person.email not in text and "ATTENDEE" not in text

    def test_of_a_body_for_its_members(self, convened, people, client):
        feed = feeds.renew(convened.body, actor=people[0])
        make.MeetingFactory(starts_at=NINE)
        assert self.read(client, feed) == (200, ["Reunión de prueba"])
        with pytest.raises(PermissionDenied):
            feeds.renew(convened.body, actor=make.representative())

    def test_a_new_address_ends_the_old_one(self, convened, people, client):
        old = feeds.renew(None, actor=people[0])
        new = feeds.renew(None, actor=people[0])
        assert self.read(client, old)[0] == 404
        feeds.revoke(new, actor=people[1])
        assert self.read(client, new)[0] == 200
        feeds.revoke(new, actor=people[0])
        assert self.read(client, new)[0] == 404
        assert not CalendarFeed.objects.exists()

    def test_empty_once_the_mandate_ends(self, convened, people, client):
        convened.attendances.filter(person=people[0].person).delete()
        feed = feeds.renew(None, actor=people[0])
        assert len(self.read(client, feed)[1]) == 1
        people[0].person.mandates.update(ends_on=timezone.localdate())
        assert self.read(client, feed) == (200, [])

    def test_drafts_and_what_is_confidential_to_others_are_not_in_it(self, meeting, people, client, writer):
        feed = feeds.renew(None, actor=people[0])
        assert self.read(client, feed) == (200, [])
        Meeting.objects.filter(pk=meeting.pk).update(is_confidential=True)
        convening.convene(meeting, actor=writer)
        assert self.read(client, feed) == (200, ["Reunión de la alianza"])
        meeting.attendances.filter(person=people[0].person).delete()
        assert self.read(client, feed) == (200, [])


def test_a_quorum_by_share(db):
    body = make.BodyFactory(quorum=None, quorum_percent=51)
    assert [body.quorum_of(n) for n in (0, 1, 15)] == [0, 1, 8]
    body.quorum = 3
    with pytest.raises(Exception, match="no ambos"):
        body.full_clean()
