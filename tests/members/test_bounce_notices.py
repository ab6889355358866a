"""Notices as the common mail servers write them: what each says in words; what can't be read stops nobody."""

import io
import mailbox
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from members import bounces, outbox
from members.answers import CAME_BACK, reason
from members.models import OutboxMail, Person
from members.returned import parse as read
from tests.factories import PersonFactory
from tests.members.imap_server import ImapServer

pytestmark = pytest.mark.django_db
NOTICES = Path(__file__).parent / "notices"


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = "rebotes@alianza.example"


@pytest.fixture
def mail() -> OutboxMail:
    row = outbox.queue("contact_changed", key="1", to=PersonFactory(email="persona@ejemplo.example"), context={})
    OutboxMail.objects.filter(pk=row.pk).update(state="accepted", answer="250")
    row.refresh_from_db()
    return row


def sample(name: str, mail: OutboxMail) -> bytes:
    raw = (NOTICES / f"{name}.eml").read_bytes()
    raw = raw.replace(b"{return_path}", bounces.return_path(mail).encode())
    return raw.replace(b"{address}", mail.to_email.encode())


@pytest.mark.parametrize(
    ("name", "kind", "answer", "words"),
    [
        ("postfix_unknown", "permanent", "550 5.1.1 <persona@ejemplo.example>", "does not exist"),
        ("postfix_local", "permanent", "5.1.1 unknown user", "does not exist"),
        ("postfix_delayed", "passing", "4.4.1 connect to mail.ejemplo.example", "another try later"),
        ("exim", "permanent", "550 5.1.1 No such mailbox here", "does not exist"),
        ("qmail", "permanent", "5.1.1", "does not exist"),
        ("exchange", "permanent", "550 5.1.10 RESOLVER", "does not exist"),
        ("exchange_policy", "permanent", "550 5.7.1 RESOLVER", "rules of the receiving server"),
        ("gmail", "permanent", "550-5.1.1 The account", "does not exist"),
        ("yahoo", "permanent", "554 delivery error", "refused it"),
        ("sendmail", "permanent", "550 Host unknown", "does not exist or takes no mail"),
        ("sendmail_warning", "passing", "452 4.2.2 mailbox full", "mailbox is full"),
        ("without_reason", "permanent", CAME_BACK, "gives no reason"),
    ],
)
def test_each_form_is_known_with_its_reason(mail, name, kind, answer, words):
    assert bounces.take(read(sample(name, mail))) == mail
    mail.refresh_from_db()
    assert mail.bounce == kind
    assert mail.answer.startswith(answer), mail.answer
    with translation.override("en"):
        assert words in reason(mail.answer)
    assert mail.person.email_bounces == (kind == "permanent" and name != "exchange_policy")


@pytest.mark.parametrize(
    ("status", "wrong"),
    [
        ("5.1.1", True),
        ("5.2.1", True),
        ("5.4.4", True),
        ("5.0.0", True),
        ("5.2.2", False),
        ("5.2.3", False),
        ("5.3.4", False),
        ("5.6.1", False),
        ("5.7.1", False),
        ("5.7.26", False),
    ],
)
def test_what_another_address_would_not_change_marks_none_as_wrong(mail, status, wrong):
    raw = sample("exchange_policy", mail).replace(b"550 5.7.1", f"550 {status}".encode())
    bounces.take(read(raw.replace(b"Status: 5.7.1", f"Status: {status}".encode())))
    mail.refresh_from_db()
    assert (mail.bounce, mail.person.email_bounces) == ("permanent", wrong)


@pytest.mark.parametrize("name", ["holiday", "raw_bytes_in_sender"])
def test_who_is_on_holiday_has_a_good_address(mail, name):
    assert bounces.take(read(sample(name, mail))) is None
    mail.refresh_from_db()
    assert (mail.bounce, mail.person.email_bounces) == ("", False)


@pytest.mark.parametrize("name", sorted(path.stem for path in NOTICES.glob("*.eml")))
def test_a_forged_one_of_any_form_says_nothing(mail, name):
    forged = sample(name, mail).replace(
        bounces.return_path(mail).encode(), f"rebotes+{mail.pk}-{'0' * 20}@alianza.example".encode()
    )
    assert bounces.take(read(forged)) is None
    mail.refresh_from_db()
    assert (mail.bounce, mail.answer) == ("", "250")


def test_a_late_notice_about_an_old_address_says_nothing_of_the_new_one(mail):
    new = "nueva@ejemplo.example"
    Person.objects.filter(pk=mail.person_id).update(email=new, bounced_email=new)
    bounces.take(read(sample("qmail", mail)))
    assert Person.objects.get(pk=mail.person_id).bounced_email == new
    mail.refresh_from_db()
    assert mail.bounce == "permanent"


@pytest.fixture
def poison(monkeypatch):
    """The reader of notices trips over whatever says so."""
    known = bounces.all_failures

    def read_or_trip(notice):
        if notice["Subject"] == "poison":
            raise AttributeError("'Header' object has no attribute 'lower'")
        return known(notice)

    monkeypatch.setattr(bounces, "all_failures", read_or_trip)
    return lambda mail: b"From: x@x.example\nSubject: poison\nTo: " + bounces.return_path(mail).encode() + b"\n\n?\n"


def test_one_that_trips_the_reader_is_put_aside_and_the_next_is_read(mail, poison, tmp_path, capsys):
    box = mailbox.Maildir(tmp_path / "box")
    for raw in (poison(mail), sample("qmail", mail), poison(mail)):
        box.add(raw)
    call_command("take_bounces", maildir=str(tmp_path / "box"))
    assert capsys.readouterr().out == "read 3, noted 1, put aside 2\n"
    assert not len(mailbox.Maildir(tmp_path / "box"))
    aside = mailbox.Maildir(tmp_path / "box").get_folder("unreadable")
    assert [one["Subject"] for one in aside] == ["poison", "poison"]
    mail.refresh_from_db()
    assert mail.bounce == "permanent"


def test_from_a_pipe_too(mail, poison, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(poison(mail))))
    call_command("take_bounces", recipient=bounces.return_path(mail))
    assert capsys.readouterr().out == "read 1, noted 0, put aside 1\n"


def test_by_imap_what_was_read_goes_and_what_cannot_be_read_stays_flagged(mail, poison, capsys):
    with ImapServer([poison(mail), sample("gmail", mail), sample("holiday", mail)]) as server:
        call_command("take_bounces", imap=server.url)
        assert capsys.readouterr().out == "read 3, noted 1, put aside 1\n"
        assert list(server.mails) == [1] and server.flags[1] == {"\\Flagged"}
        call_command("take_bounces", imap=server.url)
        assert capsys.readouterr().out == "read 0, noted 0\n"
        with pytest.raises(CommandError, match="no mailbox nada"):
            call_command("take_bounces", imap=server.url + "/nada")
        server.shutdown()
    mail.refresh_from_db()
    assert mail.bounce == "permanent"
