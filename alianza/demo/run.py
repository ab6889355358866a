"""`make demo`: one demo a folder, its data kept in .demo, ended by Ctrl-C."""

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from .bootstrap import ROOT
from .leftovers import Running
from .processes import ServiceError
from .supervisor import Demo

HOME = ROOT / ".demo"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the demo to end."""


def wanted_port() -> int:
    text = os.environ.get("PORT", "") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ServiceError(f"PORT takes a number between 1 and 65535, not “{text}”.")
    port = int(text)
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except PermissionError:
            raise ServiceError(f"Port {port} needs more rights than you have: make demo PORT=8000") from None
        except OSError:
            raise ServiceError(f"Port {port} is taken by another program: make demo PORT={port + 1}") from None
    return port


def prepare_home() -> None:
    if HOME.exists() and HOME.stat().st_uid != os.geteuid():
        raise ServiceError(f"{HOME} belongs to another user: that user can run the demo, or remove the folder.")
    try:
        for folder in ("logs", "beat"):
            (HOME / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServiceError(f"The demo can't keep its data in {HOME}: {error.strerror}.") from None


def clear(logs: Path) -> None:
    for old in logs.glob("*.log"):
        old.unlink()


def serve(demo: Demo) -> None:
    me = os.getpid()
    demo.running.say(f"A demo already runs from this folder at {demo.address}: end it first (Ctrl-C, or kill {me}).")
    demo.start()
    print(f"\nAlianza is running: {demo.address}\nIts mailboxes:      {demo.address}/demo/mail/\n", flush=True)
    print(demo.manage("demo_logins"), "\nCtrl-C stops it; the data stay in .demo.", sep="", flush=True)
    wanted = wanted_by()
    while wanted_by() == wanted:
        demo.check()
        time.sleep(0.5)
    raise Stopped


def wanted_by() -> tuple[int, bool]:
    """Who started this, and whether its terminal is there: `make` tells nobody when it is killed or hung up."""
    return os.getppid(), os.isatty(0)


def say(sentence: str) -> None:
    """To the terminal, if it is still there."""
    with suppress(OSError):
        print(f"\n{sentence}", flush=True)


def ask_to_stop(signal_number, frame):
    raise Stopped


def main() -> int:
    for number in SIGNALS:
        signal.signal(number, ask_to_stop)
    demo, failed = None, False
    try:
        prepare_home()
        running = Running(HOME)
        running.take()
        clear(HOME / "logs")
        demo = Demo(HOME, wanted_port(), running)
        serve(demo)
    except ServiceError as error:
        failed = True
        say(str(error))
    except Stopped:
        say("Stopping …")
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        if demo is not None:
            demo.stop()
            demo.running.release()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
