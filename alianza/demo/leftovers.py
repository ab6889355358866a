"""One demo a folder, and nothing left of a killed one: the lock, the record of what runs, and how to end it."""

import fcntl
import json
import os
import signal
import time
from pathlib import Path

from .processes import ServiceError, ask_ps, kill_group

PATIENCE = 5


class Running:
    """Held while a demo runs. The kernel gives the lock back however the holder ends."""

    def __init__(self, home: Path):
        self.file, self.record = home / "lock", home / "running.json"
        self.processes: dict[int, str] = {}

    def take(self) -> None:
        """Become the one of this folder, or say who is."""
        self.handle = self.file.open("a+")
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.handle.seek(0)
            with self.handle:
                raise ServiceError(self.handle.read() or "A demo already runs from this folder.") from None
        self.end_leftovers()

    def say(self, sentence: str) -> None:
        """What a second start is told."""
        self.handle.truncate(0)
        self.handle.write(sentence)
        self.handle.flush()

    def add(self, pid: int) -> None:
        self.processes[pid] = birth(pid)
        self.write()

    def write(self) -> None:
        self.record.write_text(json.dumps(list(self.processes.items())))

    def end_leftovers(self) -> None:
        """End the processes that a killed demo of this folder left: the same number *and* the same hour of birth."""
        try:
            left = json.loads(self.record.read_text())
        except (FileNotFoundError, ValueError):
            return
        alive = [pid for pid, born in left if born and birth(pid) == born]
        for pid in alive:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(map(birth, alive)) and time.monotonic() < deadline:
            time.sleep(0.1)
        for pid, born in left:
            if born and birth(pid) == born:
                kill_group(pid)
        self.record.unlink()

    def release(self) -> None:
        self.record.unlink(missing_ok=True)
        self.say("")
        self.handle.close()


def birth(pid: int) -> str:
    """When a process began, as the system writes it; empty when there is none (or only its remains)."""
    if not Path("/proc").is_dir():
        return ask_ps(pid, "lstart")
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
