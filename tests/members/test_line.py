"""A conversation with a mail server ends before the lease does, however slowly the server talks."""

import socket
import threading
import time

import pytest

from members import delivery
from members.models import OutboxMail, Person

pytestmark = pytest.mark.django_db


class Dawdler:
    """A mail server that says its words one by one, each in good time, and is never done: no timeout sees it."""

    def __init__(self, first: list[bytes]):
        self.first, self.asked = first, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    @property
    def port(self) -> int:
        return self.listener.getsockname()[1]

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self.talk, args=[line], daemon=True).start()

    def talk(self, line: socket.socket) -> None:
        try:
            for words in self.first:
                line.sendall(words)
                line.recv(1000)
            while True:
                line.sendall(b"250-patience\r\n")
                time.sleep(0.05)
        except OSError:
            line.close()


@pytest.fixture
def dawdler(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.OUTBOX_LEASE_SECONDS = 8
    server = Dawdler([b"220 slow\r\n", b"250 slow\r\n"])
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.listener.close()


def test_it_is_cut_within_the_lease_and_tried_later(news, dawdler):
    mail = news.queue()
    began = time.monotonic()
    assert delivery.deliver() is False
    assert 5 < time.monotonic() - began < 8
    mail.refresh_from_db()
    assert (mail.state, mail.lease_token) == ("queued", None)
    assert mail.answer.startswith("TimeoutError: ")
    assert dawdler.asked == 1


def test_an_address_that_does_not_exist_is_flagged_at_once(news, smtp):
    wrong, policy, full = news.queue("1"), news.queue("2"), news.queue("3")
    smtp.answer(wrong.to_email, "550 5.1.1 no such mailbox")
    smtp.answer(policy.to_email, "550 5.7.1 we take no mail from you")
    smtp.answer(full.to_email, "552 5.2.2 mailbox full")
    delivery.deliver()
    flagged = Person.objects.exclude(bounced_email="").values_list("pk", flat=True)
    assert list(flagged) == [wrong.person_id]
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {"failed"}


def test_an_address_corrected_meanwhile_is_not_flagged(news, smtp):
    mail = news.queue()
    Person.objects.filter(pk=mail.person_id).update(email="nueva@ejemplo.example")
    smtp.answer(mail.to_email, "550 5.1.1 no such mailbox")
    delivery.deliver()
    assert Person.objects.get(pk=mail.person_id).bounced_email == ""


def test_a_fault_of_ours_is_told_as_ours(news, smtp, monkeypatch):
    mail = news.queue()
    news.register(still_wanted=lambda mail: {}["nothing"])
    delivery.deliver()
    mail.refresh_from_db()
    assert (mail.state, mail.answer) == ("queued", "application fault: KeyError: 'nothing'")
