import smtplib

import pytest

from alianza.demo.mails import mails
from alianza.demo.sink import Keeper, LoopbackController

MAIL = "Subject: Hola\r\nFrom: a@alianza.example\r\n\r\nBuenas tardes\r\n"


@pytest.fixture
def maildir(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def connection(maildir):
    controller = LoopbackController(Keeper(maildir))
    controller.start()
    with smtplib.SMTP("127.0.0.1", controller.port, timeout=10) as client:
        yield client
    controller.stop()


def refusal(connection, recipient):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        connection.sendmail("a@alianza.example", [recipient], MAIL)
    return refused.value.recipients[recipient]


def test_many_mails_over_one_connection_are_all_kept(connection, maildir):
    for number in range(30):
        connection.sendmail("a@alianza.example", [f"r{number}@osc.example"], MAIL)
    assert {mail.recipient for mail in mails(maildir)} == {f"r{number}@osc.example" for number in range(30)}


def test_a_mailbox_that_does_not_exist_is_refused_for_good(connection, maildir):
    for _ in range(3):
        code, text = refusal(connection, "nadie@rebota.example")
        assert (code, text[:5]) == (550, b"5.1.1")
    assert mails(maildir) == []


def test_a_busy_server_takes_the_third_try_of_each_recipient(connection, maildir):
    for recipient in ("uno@ocupado.example", "dos@OCUPADO.example"):
        assert [refusal(connection, recipient)[0] for _ in range(2)] == [451, 451]
        connection.sendmail("a@alianza.example", [recipient], MAIL)
    assert len(mails(maildir)) == 2


def test_a_refusal_does_not_end_the_connection(connection, maildir):
    refusal(connection, "nadie@rebota.example")
    connection.sendmail("a@alianza.example", ["alguien@osc.example"], MAIL)
    assert [mail.subject for mail in mails(maildir)] == ["Hola"]
