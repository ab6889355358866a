"""Make .venv what requirements.lock says, then become a command in it: `python3 alianza/demo/bootstrap.py -m pytest`.

Runs on whatever Python the machine has, before anything is installed: standard library only, old syntax only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

SUPPORTED = ((3, 12), (3, 11))
NEEDED = "Python 3.11 or 3.12 is needed (the embedded Redis has no build for other versions)"
ROOT = Path(__file__).resolve().parent.parent.parent


class Trouble(Exception):
    """A sentence for the person at the terminal."""


@contextlib.contextmanager
def step(what):
    """One line a step, with its seconds at the end."""
    started = time.monotonic()
    print(f"  {what} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("no", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


class Environment:
    """The folder's .venv. `.stamp` in it says which lock it was finished for, `.unfinished` that somebody began."""

    def __init__(self, root):
        self.root, self.folder = root, root / ".venv"
        self.lock = root / "requirements.lock"
        self.python = self.folder / "bin" / "python"
        self.stamp, self.unfinished = self.folder / ".stamp", self.folder / ".unfinished"

    def wanted(self):
        """What the stamp must say: another lock, or another folder (scripts name theirs), is another environment."""
        return hashlib.sha256(self.lock.read_bytes() + str(self.folder).encode()).hexdigest()

    def finished(self):
        with contextlib.suppress(OSError):
            return self.python.exists() and self.stamp.read_text() == self.wanted() and not self.unfinished.exists()
        return False

    def usable(self):
        """Whether an environment that isn't finished can be completed rather than made anew."""
        return not self.unfinished.exists() and version_of(str(self.python)) in SUPPORTED

    def make(self):
        uv = shutil.which("uv")
        if not self.usable():
            if self.folder.exists():
                with step("clearing away a half-made environment"):
                    shutil.rmtree(self.folder)
            with step("making the environment (.venv)"):
                create(self.folder, uv)
        self.unfinished.touch()
        with step("installing the locked packages"):
            install(self.python, self.lock, uv)
        self.stamp.write_text(self.wanted())
        self.unfinished.unlink()


def version_of(python):
    """(3, 11) for a Python that runs, None otherwise."""
    probe = "import sys; print(*sys.version_info[:2])"
    try:
        shown = subprocess.run([python, "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
        major, minor = shown.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def can_make_environments(python):
    """Debian's python3 comes without what `venv` needs unless python3-venv is installed."""
    return subprocess.run([python, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL).returncode == 0


def interpreter(candidates=("python3.12", "python3.11", "python3", sys.executable)):
    """The best supported Python on this machine, or None."""
    found = [(version_of(name), name) for name in candidates if shutil.which(name)]
    return max(((version, name) for version, name in found if version in SUPPORTED), default=(None, None))[1]


def create(folder, uv):
    python = interpreter()
    if uv:
        run([uv, "venv", "--quiet", "--python", python or ">=3.11,<3.13", str(folder)], f"{NEEDED}.")
    elif python is None:
        raise Trouble(f"{NEEDED}: install one of them, or uv (https://docs.astral.sh/uv/), which brings its own.")
    elif not can_make_environments(python):
        raise Trouble("Python's venv module is not complete: install it (on Debian: apt install python3-venv), or uv.")
    else:
        run([python, "-m", "venv", str(folder)], "The environment could not be made.")


def install(python, lock, uv):
    if uv:
        command = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(lock)]
    else:
        options = ["--quiet", "--retries", "2", "--require-hashes"]
        command = [str(python), "-m", "pip", "install", *options, "-r", str(lock)]
    run(command, "The packages could not be installed: is there a network? Nothing is lost, the next try goes on.")


def run(command, sentence):
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, close_fds=False, **quiet)
    if done.returncode:
        said = done.stdout.decode(errors="replace").splitlines()[-10:]
        raise Trouble("\n".join([*(f"    {line}" for line in said), sentence]))


@contextlib.contextmanager
def alone(root):
    """One at a time makes the environment of a folder.

    The lock is on the folder itself. It ends with the process, and with the installer that a killed process left.
    """
    handle = os.open(str(root), os.O_RDONLY)
    os.set_inheritable(handle, True)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  waiting: another command is preparing this folder's environment", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def ensure(root):
    environment = Environment(root)
    if environment.finished():
        return environment.python
    if not os.access(str(root), os.W_OK):
        raise Trouble(f"This folder can't be written to: {root}. Copy the project to one that can.")
    with alone(root):
        if not environment.finished():
            environment.make()
    return environment.python


def interrupt(signal_number, frame):
    raise KeyboardInterrupt


def main(arguments):
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        python = ensure(ROOT)
    except Trouble as trouble:
        sys.exit(f"{trouble}")
    except OSError as error:
        sys.exit(f"The environment could not be prepared: {error.strerror}: {error.filename}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next try goes on.")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if arguments:
        os.chdir(str(ROOT))
        os.execv(str(python), [str(python), *arguments])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
