"""Servers, mail sink, worker and beat of one run, all its own, and what can be done to them."""

import os
import signal
import subprocess
import sys

import redis
from django.conf import settings
from django.db import connection

from alianza.demo.bootstrap import ROOT
from alianza.demo.processes import ServiceError, kill_group, last_lines, spawn
from alianza.demo.services import Services
from tests.real_mail import SmtpSink
from tests.real_worker import Worker


class Stage:
    """`with Stage(services) as stage:` starts all but worker and beat; leaving it ends everything it started."""

    def __init__(self, services: Services):
        self.services = services
        self.logs = services.sockets / "logs"
        self.sink = SmtpSink()
        self.worker = Worker(self.sink, self.logs / "worker.log")
        self.beat: subprocess.Popen | None = None

    def __enter__(self) -> "Stage":
        self.services.start()
        self.logs.mkdir()
        self.run(
            "-m", "django", "migrate", "--verbosity", "0", DATABASE_URL=self.services.postgres.url("alianza_owner")
        )
        self.sink.start()
        return self

    def __exit__(self, *exception) -> None:
        """Servers end where they were chosen."""
        self.worker.kill9()
        if self.beat is not None:
            kill_group(self.beat.pid)
            self.beat.wait()
        self.sink.stop()
        connection.close()

    def run(self, *arguments: str, **variables: str) -> None:
        """A Python program to its end."""
        log = self.logs / "run.log"
        if spawn([sys.executable, *arguments], log=log, env={**os.environ, **variables}, cwd=ROOT).wait():
            raise ServiceError(f"{' '.join(arguments)} failed:\n{last_lines(log, 40)}")

    def start_sweeper(self, seconds: int) -> None:
        command = ["celery", "-A", "alianza", "beat", "--schedule", str(self.logs / "schedule"), "--pidfile="]
        env = {**os.environ, "OUTBOX_SWEEP_SECONDS": str(seconds)}
        self.beat = spawn([sys.executable, "-m", *command], log=self.logs / "beat.log", env=env, cwd=ROOT)

    def flush_redis(self) -> None:
        with redis.from_url(settings.REDIS_URL) as client:
            client.flushall()

    def crash_postgres(self) -> None:
        """An immediate shutdown, as after a power cut: nobody is waited for, the next start recovers from the log."""
        server = self.services.postgres
        server.process.send_signal(signal.SIGQUIT)
        server.process.wait()
        server.start()
        connection.close()
