"""Hangs up on conversations that last too long: one thread a process, started with the first, for all its mails."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SECONDS_BETWEEN_LOOKS = 0.25
_under_way: dict[object, tuple[object, float]] = {}
_anything = threading.Event()
_lock = threading.Lock()


@contextmanager
def over(server, end: float) -> Iterator[None]:
    """While this lasts, the server's line is cut once time.monotonic() is past `end`."""
    _start()
    conversation = object()
    with _lock:
        _under_way[conversation] = server, end
        _anything.set()
    try:
        yield
    finally:
        with _lock:
            del _under_way[conversation]
            if not _under_way:
                _anything.clear()


def _start() -> None:
    """In the process that sends: a thread doesn't live on in a fork."""
    with _lock:
        if not any(one.name == __name__ for one in threading.enumerate()):
            threading.Thread(target=_look, name=__name__, daemon=True).start()


def _look() -> None:
    while True:
        _anything.wait()
        time.sleep(SECONDS_BETWEEN_LOOKS)
        now = time.monotonic()
        with _lock:
            over_time = [server for server, end in _under_way.values() if now > end]
        for server in over_time:
            _cut(server)


def _cut(server) -> None:
    """Whoever waits for a word on this line hears that it is dead."""
    sock = getattr(getattr(server, "connection", None), "sock", None)
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
