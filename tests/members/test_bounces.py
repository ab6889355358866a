"""Notices that come back are read in the forms in which servers write them; a forged address reports nothing."""

import io
import mailbox
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from django.core.management import CommandError, call_command

from members import bounces, delivery, outbox
from members.models import OutboxMail
from members.returned import parse as read
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
BOX = "rebotes@alianza.example"


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = BOX


@pytest.fixture
def mail() -> OutboxMail:
    row = outbox.queue_rendered(
        "account_mail", key="1", to_email="persona@ejemplo.example", subject="Asunto", text="Texto", language="es"
    )
    row.person = PersonFactory(email=row.to_email)
    row.state = "accepted"
    row.save()
    return row


def standard(mail: OutboxMail, status: str, action: str, diagnosis: str) -> bytes:
    """A delivery status notice as RFC 3464 wants it (Postfix, Exim, Exchange and most services)."""
    notice = MIMEMultipart("report", report_type="delivery-status")
    notice["To"] = bounces.return_path(mail)
    notice["Subject"] = "Undelivered Mail"
    notice.attach(MIMEText("The mail system could not deliver your message."))
    fields = f"""Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ejemplo.example

Final-Recipient: rfc822; {mail.to_email}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnosis}
"""
    text = notice.as_string()
    end = f"--{notice.get_boundary()}--"
    return text.replace(end, f"--{notice.get_boundary()}\n{fields}\n{end}").encode()


def qmail(mail: OutboxMail) -> bytes:
    return f"""To: {bounces.return_path(mail)}
From: MAILER-DAEMON@mx.ejemplo.example
Subject: failure notice

Hi. This is the qmail-send program at mx.ejemplo.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{mail.to_email}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

""".encode()


def exim(mail: OutboxMail) -> bytes:
    return f"""To: {bounces.return_path(mail)}
X-Failed-Recipients: {mail.to_email}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.
""".encode()


def holiday(mail: OutboxMail) -> bytes:
    return f"To: {bounces.return_path(mail)}\nSubject: Fuera de la oficina\n\nVuelvo el lunes.\n".encode()


def take(raw: bytes, recipient: str = "") -> OutboxMail | None:
    found = bounces.take(read(raw), recipient)
    if found:
        found.refresh_from_db()
    return found


def test_permanent_failure_flags_the_address_until_it_is_corrected(mail):
    found = take(standard(mail, "5.1.1", "failed", "550 5.1.1 no such user"))
    assert (found.pk, found.bounce) == (mail.pk, "permanent")
    assert found.answer == "550 5.1.1 no such user"
    person = found.person
    assert person.email_bounces
    person.email = "nueva@ejemplo.example"
    person.save()
    assert not person.email_bounces


def test_a_delay_is_noted_but_flags_nobody(mail):
    found = take(standard(mail, "4.4.1", "delayed", "421 try later"))
    assert found.bounce == "passing"
    assert not found.person.email_bounces


@pytest.mark.parametrize("form", [qmail, exim])
def test_older_forms(mail, form):
    assert take(form(mail)).bounce == "permanent"


def test_holiday_notice_is_no_bounce(mail):
    assert take(holiday(mail)) is None


def test_twice_is_once(mail):
    raw = standard(mail, "5.1.1", "failed", "550 first")
    take(raw)
    assert take(standard(mail, "4.4.1", "delayed", "421 later")).answer == "550 first"


@pytest.mark.parametrize(
    "change", [lambda a: a.replace("+", "+1"), lambda a: a[:-30] + "0" * 5 + a[-25:], lambda a: BOX]
)
def test_forged_return_path_reports_nothing(mail, change):
    raw = standard(mail, "5.1.1", "failed", "550")
    assert take(raw, recipient=change(bounces.return_path(mail))) is None
    mail.refresh_from_db()
    assert mail.bounce == ""


def test_another_rows_signature_is_refused(mail):
    other = OutboxMail.objects.create(
        event="account_mail", key="2", to_email="otra@ejemplo.example", message_id="<2@x>"
    )
    address = bounces.return_path(mail).replace(f"+{mail.pk}-", f"+{other.pk}-")
    assert bounces.mail_behind(address) is None


def test_every_mail_leaves_with_its_own_return_path(mail):
    letter = delivery.message(mail)
    assert letter.from_email == bounces.return_path(mail) != BOX
    assert letter.message()["From"].startswith("La Alianza")


def test_pipe_and_maildir(mail, tmp_path, monkeypatch, capsys):
    raw = standard(mail, "5.1.1", "failed", "550 no such user")
    box = mailbox.Maildir(tmp_path / "box")
    box.add(raw)
    box.add(holiday(mail))
    call_command("take_bounces", maildir=str(tmp_path / "box"))
    assert capsys.readouterr().out == "read 2, noted 1\n"
    assert not len(box)
    OutboxMail.objects.update(bounce="")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("take_bounces", recipient=bounces.return_path(mail))
    mail.refresh_from_db()
    assert mail.bounce == "permanent"
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("take_bounces", maildir=str(tmp_path / "nowhere"))
