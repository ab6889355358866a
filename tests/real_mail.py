"""A real mail server on loopback that remembers what it was given, and answers as a test tells it to."""

import asyncio
import email
import email.policy
import ssl
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from email.message import EmailMessage

from alianza.demo.sink import LoopbackController


@dataclass(frozen=True)
class Received:
    """One accepted mail: when (monotonic seconds), from whom, to whom, which connection brought it, and its bytes."""

    at: float
    sender: str
    recipients: tuple[str, ...]
    peer: tuple
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)


class SmtpSink:
    """`answer(address, "451 4.3.2 later", times=1)` refuses a recipient; `slow(seconds)` takes its time a mail."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        """`tls`: takes mail only after STARTTLS."""
        self.envelopes: list[Received] = []
        self.refusals: list[tuple[float, str, str]] = []
        self.answers: dict[str, deque[str]] = defaultdict(deque)
        self.always: dict[str, str] = {}
        self.seconds = 0.0
        self.arrived = threading.Condition()
        secured = {"tls_context": tls, "require_starttls": True} if tls else {}
        self.controller = LoopbackController(self, **secured)

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop(no_assert=True)

    @property
    def port(self) -> int:
        return self.controller.port

    @property
    def url(self) -> str:
        return self.controller.url

    def answer(self, address: str, reply: str, times: int | None = None) -> None:
        """Answer RCPT TO of this address with a reply of one's own, some times or always."""
        if times is None:
            self.always[address.lower()] = reply
        else:
            self.answers[address.lower()].extend([reply] * times)

    def accept(self, address: str) -> None:
        """From now on take this address's mail again."""
        self.always.pop(address.lower(), None)
        self.answers.pop(address.lower(), None)

    def slow(self, seconds: float) -> None:
        self.seconds = seconds

    def to(self, address: str) -> list[Received]:
        return [one for one in list(self.envelopes) if address.lower() in map(str.lower, one.recipients)]

    def wait_for(self, count: int, seconds: float = 20) -> list[Received]:
        """The mails once there are at least so many; fails saying how many there were."""
        with self.arrived:
            enough = self.arrived.wait_for(lambda: len(self.envelopes) >= count, seconds)
        assert enough, f"{len(self.envelopes)} of {count} mails arrived in {seconds} s"
        return list(self.envelopes)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        key = address.lower()
        reply = self.answers[key].popleft() if self.answers[key] else self.always.get(key)
        if reply:
            self.refusals.append((time.monotonic(), address, reply))
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.seconds:
            await asyncio.sleep(self.seconds)
        recipients = tuple(envelope.rcpt_tos)
        received = Received(time.monotonic(), envelope.mail_from, recipients, session.peer, bytes(envelope.content))
        with self.arrived:
            self.envelopes.append(received)
            self.arrived.notify_all()
        return "250 2.0.0 accepted"
