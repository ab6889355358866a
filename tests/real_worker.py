"""A real Celery worker as a process of its own, to be killed as power cuts kill."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from alianza.demo.processes import kill_group, last_lines, spawn, stop
from tests.real_mail import SmtpSink

PROJECT = Path(__file__).parent.parent


def application_database_url() -> str:
    """This test's database, as the application's role on the embedded pair, else as the tests' own user."""
    used = connection.settings_dict
    if used["HOST"].startswith("/"):
        return f"postgres://alianza_app@/{used['HOST']}/{used['NAME']}"
    return f"postgres://{used['USER']}:{used['PASSWORD']}@{used['HOST']}:{used['PORT'] or 5432}/{used['NAME']}"


class Worker:
    """`start()` returns when it takes tasks. `kill9()` ends the whole process group at once, `stop()` politely."""

    def __init__(self, sink: SmtpSink, log: Path):
        self.sink, self.log = sink, log
        self.process: subprocess.Popen | None = None

    def start(self, *, concurrency: int = 1, patience: float = 40, **variables: str) -> "Worker":
        """`variables` are added to the worker's environment."""
        assert self.process is None, "this worker runs already"
        env = {**os.environ, "DATABASE_URL": application_database_url(), "REDIS_URL": settings.REDIS_URL}
        env |= {"EMAIL_URL": self.sink.url, "SITE_URL": settings.SITE_URL, **variables}
        env = {name: value for name, value in env.items() if not name.startswith("PYTEST")}
        options = ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        self.log.touch()
        seen = self.log.read_text(errors="replace").count(" ready.")
        command = [sys.executable, "-m", "celery", "-A", "alianza", "worker", *options]
        self.process = spawn(command, log=self.log, env=env, cwd=PROJECT)
        self.wait_for(" ready.", seen + 1, patience)
        return self

    def wait_for(self, words: str, times: int = 1, patience: float = 20) -> None:
        """Until its log says so, so many times; fails with the end of the log."""
        deadline = time.monotonic() + patience
        while self.log.read_text(errors="replace").count(words) < times:
            alive = self.process.poll() is None and time.monotonic() < deadline
            assert alive, f"The worker didn't say “{words}”:\n{last_lines(self.log, 40)}"
            time.sleep(0.05)

    def kill9(self) -> None:
        """SIGKILL to every process of the worker at the same time."""
        if self.process is not None:
            kill_group(self.process.pid)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, patience=20)
            self.process = None
