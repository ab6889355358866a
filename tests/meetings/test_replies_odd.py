"""What calendars should not send, and do: odd stamps and sequences, another date, a mail that breaks the reader."""

import datetime
import email
import mailbox

import pytest
from django.core.management import call_command
from django.utils import timezone

from meetings.models import Attendance, Meeting
from meetings.presentation import ical
from meetings.services import answers, convening, replies
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.REPLY_ADDRESS = "respuestas@alianza.example"


@pytest.fixture
def row() -> Attendance:
    meeting = make.MeetingFactory(state="draft", starts_at=make.in_a_week())
    make.AttendanceFactory(meeting=meeting)
    convening.convene(meeting, actor=make.coordinator())
    return Attendance.objects.select_related("meeting", "person").get()


def reply(row, *, partstat="ACCEPTED", sequence="SEQUENCE:0", stamp="DTSTAMP:20260101T000000Z"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//P//ES", "METHOD:REPLY", "BEGIN:VEVENT"]
    lines += [f"UID:{ical.uid_of(row.meeting)}", sequence, stamp]
    lines += [f"ATTENDEE;PARTSTAT={partstat}:mailto:{row.person.email}", "END:VEVENT", "END:VCALENDAR", ""]
    mail = email.message.EmailMessage()
    mail["To"] = ical.reply_address(row.pk)
    mail.set_content("x")
    mail.add_alternative("\r\n".join(lines).encode(), maintype="text", subtype="calendar")
    return mail


def test_a_clock_ahead_of_ours_does_not_silence_what_comes_later(row):
    replies.take(reply(row, stamp="DTSTAMP:20990101T000000Z"))
    row.refresh_from_db()
    assert row.answer == "yes" and row.answered_at <= timezone.now()
    assert answers.answer(row, "no").answer == "no"


@pytest.mark.parametrize("sequence", ["SEQUENCE:abc", "SEQUENCE:-1", "SEQUENCE:٣", "SEQUENCE:99999999999999999999"])
def test_a_sequence_that_is_none_changes_nothing(row, sequence):
    assert replies.take(reply(row, sequence=sequence)) is None


@pytest.mark.parametrize(
    "stamp", ["DTSTAMP;VALUE=DATE:20260101", "DTSTAMP:20260101T000000", "DTSTAMP:rubbish", "X-A:1"]
)
def test_an_odd_stamp_breaks_nothing_even_after_an_answer(row, stamp):
    replies.take(reply(row, stamp=stamp))
    replies.take(reply(row, stamp=stamp, partstat="DECLINED"))
    row.refresh_from_db()
    assert row.answer in ("yes", "no")


def test_an_answer_to_another_date_is_none_and_everybody_is_asked_again(row):
    answers.answer(row, "yes")
    Meeting.objects.update(city="Cali")
    convening.tell_changes(row.meeting, actor=None)
    row.refresh_from_db()
    assert row.answer == "yes", "another city is no other date"
    assert replies.take(reply(row, partstat="DECLINED", stamp=f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%S}Z"))
    Meeting.objects.update(starts_at=make.in_a_week() + datetime.timedelta(days=1))
    convening.tell_changes(row.meeting, actor=None)
    row.refresh_from_db()
    assert (row.answer, row.answered_at) == ("", None)
    assert replies.take(reply(row)) is None, "it answers the former date"
    assert replies.take(reply(row, sequence="SEQUENCE:2")).answer == "yes"


def test_one_poisonous_mail_blocks_none_that_follow(row, tmp_path, monkeypatch, capsys):
    box = mailbox.Maildir(tmp_path / "mail")
    box.add(email.message_from_string("Subject: veneno\n\nx"))
    box.add(reply(row))
    whole = replies.take

    def take(mail):
        if mail["Subject"] == "veneno":
            raise RuntimeError
        return whole(mail)

    monkeypatch.setattr(replies, "take", take)
    for noted in ("read 1, noted 1", "read 0, noted 0"):
        call_command("take_replies", maildir=str(tmp_path / "mail"))
        assert noted in capsys.readouterr().out
    row.refresh_from_db()
    assert row.answer == "yes" and len(mailbox.Maildir(tmp_path / "mail")) == 1
