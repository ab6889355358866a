"""A mail server on loopback: nothing leaves the machine, everything is kept in a Maildir, some recipients don't work.

Two domains behave badly on purpose, so that failures and second tries can be seen: mail to rebota.example is always
refused, mail to ocupado.example twice.
"""

import mailbox
import threading
from collections import Counter
from pathlib import Path

from aiosmtpd.controller import Controller

REFUSED, BUSY = "rebota.example", "ocupado.example"
BUSY_TRIES = 2


class LoopbackController(Controller):
    """Any free port, known as `.port` once it runs."""

    def __init__(self, handler: object, **options):
        super().__init__(handler, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class Keeper:
    """What the demo's mail server does with what it is given."""

    def __init__(self, folder: Path):
        self.maildir = mailbox.Maildir(folder, create=True)
        self.tries: Counter[str] = Counter()
        self.lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        domain = address.rpartition("@")[2].lower()
        if domain == REFUSED:
            return f"550 5.1.1 <{address}>: no such mailbox"
        if domain == BUSY and self.tries[address.lower()] < BUSY_TRIES:
            self.tries[address.lower()] += 1
            return f"451 4.3.2 <{address}>: busy, try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        """One copy a recipient, marked with who it is for, as a mail server that delivers would."""
        with self.lock:
            for address in envelope.rcpt_tos:
                head = f"Delivered-To: {address}\r\nReturn-Path: <{envelope.mail_from}>\r\n".encode()
                self.maildir.add(head + bytes(envelope.content))
        return "250 2.0.0 kept"
