"""Child processes that don't outlive what started them."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1


class ServiceError(Exception):
    """Something didn't start or died; the text is for the person at the terminal."""


def die_with_parent(signal_number: int) -> Callable[[], None] | None:
    """What a child does before it becomes its program: ask for a signal when its parent ends, however it ends.

    Only Linux can do this; elsewhere the next start ends what a killed one left (see leftovers).
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: dict[str, str] | None = None,
    user: int | None = None,
    ending: int = signal.SIGTERM,
    cwd: Path | None = None,
) -> subprocess.Popen:
    """Start a command in a session (so a process group) of its own, its output appended to `log`.

    `user` is a uid to run as, possible for root only; `ending` the signal it gets when its parent is gone.
    """
    identity = {} if user is None else {"user": user, "group": user_group(user), "extra_groups": []}
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent(ending),
            **identity,
        )


def user_group(uid: int) -> int:
    return pwd.getpwuid(uid).pw_gid


def stop(process: subprocess.Popen, *, signal_number: int = signal.SIGTERM, patience: float = 15) -> None:
    """Ask a process to end, then insist; at the end nothing of its group is left."""
    if process.poll() is None:
        process.send_signal(signal_number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill_group(process.pid)
    process.wait()


def kill_group(pgid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pgid, signal.SIGKILL)


def ask_ps(pid: int, column: str) -> str:
    """A column of `ps` about a process, empty when there is none: for systems without /proc."""
    command = ["ps", "-o", f"{column}=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, indented, to be shown to a person."""
    if not log.exists():
        return "    (no log)"
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines) or "    (empty log)"
