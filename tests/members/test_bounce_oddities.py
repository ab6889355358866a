"""What else comes to a return path: delivered notices, receipts, holidays that quote a failure, damaged, huge ones."""

import io

import pytest
from django.core.management import call_command

from members import bounces, outbox
from members.models import OutboxMail
from members.returned import LARGEST
from members.returned import parse as read
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
ADDRESS = "persona@ejemplo.example"


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.BOUNCE_ADDRESS = "rebotes@alianza.example"


@pytest.fixture
def mail() -> OutboxMail:
    row = outbox.queue("contact_changed", key="1", to=PersonFactory(email=ADDRESS), context={})
    OutboxMail.objects.filter(pk=row.pk).update(state="accepted", answer="250")
    row.refresh_from_db()
    return row


def report(fields: str, *, words: str = "See below.", kind: str = "delivery-status", head: str = "") -> str:
    """A multipart/report; {to} stands for the return path."""
    return f"""From: MAILER-DAEMON@mx.ejemplo.example
To: {{to}}
{head}Subject: About your message
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

{words}

--cut
Content-Type: message/{kind}

{fields}
--cut--
"""


def of(address: str, action: str, status: str, diagnosis: str = "") -> str:
    """The fields of one recipient."""
    said = f"Diagnostic-Code: smtp; {diagnosis}\n" if diagnosis else ""
    return f"\nFinal-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n{said}"


MTA = "Reporting-MTA: dns; mx.ejemplo.example\n"
NO_SUCH = "550 5.1.1 unknown user"
FAILED = of(ADDRESS, "failed", "5.1.1", NO_SUCH)
SES = "550 5.1.1 The email account that you tried to reach does not exist"
RECEIPT = f"Reporting-UA: mx\nFinal-Recipient: rfc822; {ADDRESS}\nDisposition: manual-action; displayed\n"
COMPLAINT = f"Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: {ADDRESS}\n"


def written(words: str, subject: str = "Re: Plan", head: str = "", sender: str = ADDRESS) -> str:
    return f"From: {sender}\nTo: {{to}}\nSubject: {subject}\n{head}\n{words}\n"


SAYS_NOTHING = {
    "delivered": report(MTA + of(ADDRESS, "delivered", "2.0.0", "250 ok")),
    "relayed": report(MTA + of(ADDRESS, "relayed", "2.0.0")),
    "expanded": report(MTA + of(ADDRESS, "expanded", "2.0.0")),
    "read": report(RECEIPT, kind="disposition-notification"),
    "complaint": report(COMPLAINT, kind="feedback-report"),
    "no fields": report(""),
    "on leave": written("Vuelvo el lunes.", "Fuera de la oficina", "Auto-Submitted: auto-replied\n"),
    "on leave, quoting": written("Vuelvo.\n\n> 550 5.1.1 unknown user\n", head="Auto-Submitted: auto-replied\n"),
    "a question": written("¿A quién le escribo? Recibí antes: 550 5.1.1 <otra@ejemplo.example> User unknown"),
    "a challenge": written("Please confirm that you are a person: https://mx.ejemplo.example/c", "Confirm"),
    "empty": "To: {to}\n\n",
    "headers alone": "To: {to}",
}

SAYS_SOMETHING = {
    "failed": (report(MTA + FAILED), "permanent", NO_SUCH),
    "capitals": (report(MTA + FAILED.replace("Action: failed", "ACTION: FAILED")), "permanent", NO_SUCH),
    "service": (report(MTA + of(ADDRESS, "failed", "5.1.1", SES)), "permanent", SES[:20]),
    "no Message-ID": (report(MTA + FAILED, head="X-Nothing: \n"), "permanent", NO_SUCH),
    "two, one of them delivered": (
        report(MTA + of("otra@ejemplo.example", "delivered", "2.0.0") + FAILED),
        "permanent",
        NO_SUCH,
    ),
    "forwarded to nowhere": (report(MTA + of("vieja@otro.example", "failed", "5.1.1", NO_SUCH)), "permanent", NO_SUCH),
    "delayed": (report(MTA + of(ADDRESS, "delayed", "4.4.7", "451 4.4.7 still trying")), "passing", "451 4.4.7"),
    "given up": (report(MTA + of(ADDRESS, "failed", "4.4.7", "451 4.4.7 expired")), "permanent", "451 4.4.7"),
    "accents": (report(MTA + FAILED, words="No se entregó: «dirección» ✉"), "permanent", NO_SUCH),
    "cut": (report(MTA + FAILED).replace("--cut--\n", ""), "permanent", NO_SUCH),
    "folded": (
        report(MTA + of(ADDRESS, "failed", "5.1.1", "550 5.1.1\n unknown user")),
        "permanent",
        NO_SUCH,
    ),
    "windows lines": (report(MTA + FAILED).replace("\n", "\r\n"), "permanent", NO_SUCH),
}


def put(form: str, mail: OutboxMail) -> bytes:
    return form.replace("{to}", bounces.return_path(mail)).encode()


@pytest.mark.parametrize("name", SAYS_NOTHING)
def test_no_failure_marks_nothing(mail, name):
    assert bounces.take(read(put(SAYS_NOTHING[name], mail))) is None
    mail.refresh_from_db()
    assert (mail.bounce, mail.answer, mail.person.email_bounces) == ("", "250", False)


@pytest.mark.parametrize("name", SAYS_SOMETHING)
def test_a_failure_is_found_however_it_is_written(mail, name):
    form, kind, answer = SAYS_SOMETHING[name]
    assert bounces.take(read(put(form, mail))) == mail
    mail.refresh_from_db()
    assert mail.bounce == kind
    assert mail.answer.startswith(answer), mail.answer
    assert mail.person.email_bounces == (kind == "permanent")


@pytest.mark.parametrize("header", ["X-Original-To", "Delivered-To", "Envelope-To"])
def test_the_return_path_is_found_where_the_mail_system_wrote_it(mail, header):
    raw = put(report(MTA + FAILED), mail).replace(b"\nTo: ", f"\n{header}: ".encode())
    assert bounces.take(read(raw)) == mail


def test_capitals_in_the_setting_or_on_the_way_are_the_same_box(mail, settings):
    settings.BOUNCE_ADDRESS = "Rebotes@Alianza.Example"
    address = bounces.return_path(mail)
    assert [bounces.mail_behind(one) for one in (address, address.lower(), address.upper())] == [mail] * 3


def test_a_huge_one_is_read_as_far_as_it_says_something(mail, monkeypatch, capsys):
    raw = put(report(MTA + FAILED), mail) + b"x" * (3 * LARGEST)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("take_bounces")
    assert capsys.readouterr().out == "read 1, noted 1\n"


def test_bytes_that_are_no_mail_say_nothing(mail, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(bytes(range(256)) * 50)))
    call_command("take_bounces", recipient=bounces.return_path(mail))
    assert capsys.readouterr().out == "read 1, noted 0\n"
