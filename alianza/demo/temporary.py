"""Temporary folders that go with their owner; those of a killed owner go when the next one comes."""

import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "alianza-"
LONGEST_SOCKET = 100
YOUNG_SECONDS = 30


class Temporary:
    """A folder of one's own, open for others to pass through. Its lock tells the living from the dead."""

    def __init__(self) -> None:
        sweep(parent())
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent()))
        self.path.chmod(0o711)
        self.lock = (self.path / "lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self.lock.close()


def parent() -> Path:
    """The user's own place if it is short enough for a socket in it, else the system's."""
    folder = tempfile.gettempdir()
    fits = len(os.fsencode(folder)) + len("/alianza-xxxxxxxx/postgres/.s.PGSQL.5432") <= LONGEST_SOCKET
    return Path(folder if fits else "/tmp")  # noqa: S108


def sweep(place: Path) -> None:
    """Remove folders of ours that nobody holds any more."""
    for lock in place.glob(f"{PREFIX}*/lock"):
        try:
            found = lock.lstat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > YOUNG_SECONDS and unheld(lock):
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue


def unheld(lock: Path) -> bool:
    with lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
