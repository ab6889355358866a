"""The worker reads what came back by itself, and whoever watches learns when it can't."""

import datetime
import mailbox

import pytest
from django.utils import timezone

from members import bounces, outbox, returned, tasks
from members.models import Heartbeat, OutboxMail
from tests.factories import PersonFactory
from tests.members.imap_server import ImapServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(settings) -> OutboxMail:
    settings.BOUNCE_ADDRESS = "rebotes@alianza.example"
    return outbox.queue("contact_changed", key="1", to=PersonFactory(email="persona@ejemplo.example"), context={})


def notice(mail: OutboxMail) -> bytes:
    to = bounces.return_path(mail)
    return f"To: {to}\nX-Failed-Recipients: {mail.to_email}\nSubject: Mail delivery failed\n\n550 no\n".encode()


def read_at(minutes_ago: float) -> None:
    at = timezone.now() - datetime.timedelta(minutes=minutes_ago)
    Heartbeat.objects.update_or_create(pk=Heartbeat.NOTICES, defaults={"swept_at": at})


def test_a_maildir_is_read_and_emptied(mail, settings, tmp_path):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(notice(mail))
    settings.BOUNCE_MAILBOX = str(tmp_path / "box")
    tasks.take_notices()
    mail.refresh_from_db()
    assert mail.bounce == "permanent" and not len(box)
    assert Heartbeat.objects.filter(pk=Heartbeat.NOTICES).exists()


def test_a_mailbox_is_read_by_imap(mail, settings):
    with ImapServer([notice(mail)]) as server:
        settings.BOUNCE_MAILBOX = server.url
        tasks.take_notices()
        assert not server.mails
        server.shutdown()
    mail.refresh_from_db()
    assert mail.bounce == "permanent"


def test_one_that_another_reader_took_meanwhile_is_passed_over(mail, settings, tmp_path, monkeypatch):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(notice(mail))
    known = mailbox.Maildir.keys
    monkeypatch.setattr(mailbox.Maildir, "keys", lambda self: ["gone", *known(self)])
    assert returned.from_maildir(str(tmp_path / "box")) == returned.Count(read=1, noted=1)


def test_health_turns_red_when_it_was_not_read_for_long(client, settings, tmp_path):
    settings.BOUNCE_MAILBOX = str(tmp_path / "nowhere")
    read_at(29)
    assert client.get("/healthz").status_code == 200
    read_at(31)
    with pytest.raises(returned.NoMailbox):
        tasks.take_notices()
    response = client.get("/healthz")
    assert response.status_code == 503 and b"nobody has read what came back since" in response.content
    mailbox.Maildir(tmp_path / "nowhere", create=True)
    tasks.take_notices()
    assert client.get("/healthz").status_code == 200


def test_one_that_never_could_be_read_turns_it_red_too(client, settings, tmp_path):
    settings.BOUNCE_MAILBOX = str(tmp_path / "nowhere")
    with pytest.raises(returned.NoMailbox):
        tasks.take_notices()
    Heartbeat.objects.filter(pk=Heartbeat.NOTICES).update(swept_at=timezone.now() - datetime.timedelta(hours=1))
    assert client.get("/healthz").status_code == 503


def test_where_none_is_read_here_nobody_is_missed(client, settings):
    settings.BOUNCE_MAILBOX = ""
    read_at(600)
    assert client.get("/healthz").status_code == 200


def test_a_sweep_is_no_reading_and_a_reading_no_sweep(client, settings, tmp_path):
    mailbox.Maildir(tmp_path / "box", create=True)
    settings.BOUNCE_MAILBOX = str(tmp_path / "box")
    read_at(31)
    tasks.sweep()
    assert client.get("/healthz").status_code == 503
    Heartbeat.objects.filter(pk=Heartbeat.OUTBOX).update(swept_at=timezone.now() - datetime.timedelta(minutes=11))
    tasks.take_notices()
    assert b"swept the outbox" in client.get("/healthz").content
