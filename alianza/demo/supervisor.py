"""Everything that the demo consists of, started in order, watched, and ended together."""

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import static_files
from .bootstrap import ROOT, step
from .leftovers import Running
from .processes import ServiceError, last_lines, spawn, stop
from .services import Services
from .sink import Keeper, LoopbackController

CHILDREN = {
    "web server": "gunicorn alianza.wsgi --workers 2 --bind 127.0.0.1:{port} --graceful-timeout 5 --no-control-socket",
    "worker": "celery -A alianza worker --concurrency 2 --loglevel INFO --without-gossip --without-mingle",
    "beat": "celery -A alianza beat --loglevel INFO --schedule {home}/beat/schedule --pidfile=",
}
# Nobody who tries the demo wants to wait a minute for a mail; one's own environment has the last word.
QUICK_MAIL = {
    "SHARE_HOLD_SECONDS": "10",
    "OUTBOX_SWEEP_SECONDS": "5",
    "OUTBOX_RETRY_SECONDS": "15,30,60,300",
    "OUTBOX_MERGE_SECONDS": "10",
    "QUIET_HOURS": "",
}
# With the supervisor gone Redis is going too, and a Celery worker that is asked politely would wait for it.
ENDINGS = {"worker": signal.SIGKILL}


class Demo:
    def __init__(self, home: Path, port: int, running: Running):
        self.home, self.port, self.address = home, port, f"http://localhost:{port}"
        self.static = static_files.folder(home / "static")
        self.children: dict[str, subprocess.Popen] = {}
        self.running = running
        self.services: Services | None = None
        self.sink = LoopbackController(Keeper(home / "mail"))

    def start(self) -> None:
        with step("starting PostgreSQL and Redis"):
            self.services = Services(self.home)
            self.services.start()
            self.running.add(self.services.postgres.process.pid)
            self.running.add(self.services.redis.process.pid)
            self.sink.start()
        with step("bringing the database up to date"):
            self.manage("migrate", "--verbosity", "0", role="alianza_owner")
        with step("preparing pages and translations"):
            static_files.collected(self.static, self.collect)
            if static_files.stale_catalogs():
                self.manage("compile_catalogs")
        with step("loading the demo's data, if there are none"):
            self.manage("load_demo")
        with step("starting web server, worker and beat"):
            for name, command in CHILDREN.items():
                self.begin(name, [part.format(port=self.port, home=self.home) for part in command.split()])
            self.wait_for_page()

    def environment(self, role: str = "alianza_app", **variables: str) -> dict[str, str]:
        """What the settings are read from. Nothing of the caller's own configuration reaches the demo."""
        return {
            **QUICK_MAIL,
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "alianza.settings",
            "SECRET_KEY": secret(self.home / "secret"),
            "DEBUG": "0",
            "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
            "CSRF_TRUSTED_ORIGINS": "",
            "SITE_URL": self.address,
            "DATABASE_URL": self.services.postgres.url(role),
            "REDIS_URL": self.services.redis.url(),
            "EMAIL_URL": self.sink.url,
            "STATIC_ROOT": str(self.static),
            "ALIANZA_DEMO": "1",
            "SECOND_FACTOR": "0",
            "DEMO_MAILDIR": str(self.home / "mail"),
            "PYTHONUNBUFFERED": "1",
            **variables,
        }

    def begin(self, name: str, command: list[str], **environment: str) -> subprocess.Popen:
        """Start a Python program as a child, its output in a log of its name."""
        self.children[name] = spawn(
            [sys.executable, "-m", *command],
            log=self.log(name),
            env=self.environment(**environment),
            ending=ENDINGS.get(name, signal.SIGTERM),
            cwd=ROOT,
        )
        self.running.add(self.children[name].pid)
        return self.children[name]

    def log(self, name: str) -> Path:
        return self.home / "logs" / f"{name.replace(' ', '-')}.log"

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run a management command to its end; what it said."""
        name = arguments[0]
        if self.begin(name, ["django", *arguments], **environment).wait():
            raise ServiceError(f"`manage.py {name}` failed:\n{last_lines(self.log(name))}")
        del self.children[name]
        return self.log(name).read_text()

    def collect(self, target: Path) -> None:
        self.manage("collectstatic", "--noinput", "--verbosity", "0", STATIC_ROOT=str(target))

    def wait_for_page(self, patience: float = 60) -> None:
        """Until the first page answers."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self.check()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=20).close()
                return
            except urllib.error.HTTPError:
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise ServiceError(f"The first page doesn't come:\n{last_lines(self.log('web server'))}")

    def check(self) -> None:
        """Raise when something that should run has ended."""
        servers = {"PostgreSQL": self.services.postgres, "Redis": self.services.redis}
        for name, server in servers.items():
            if server.process.poll() is not None:
                raise ServiceError(f"{name} has stopped. The end of its log:\n{last_lines(server.log)}")
        for name, process in self.children.items():
            if process.poll() is not None:
                raise ServiceError(f"The {name} has stopped. The end of its log:\n{last_lines(self.log(name))}")

    def stop(self) -> None:
        """Everything, in the order in which nobody misses anybody: users of the servers first."""
        for process in self.children.values():
            process.terminate()
        for process in self.children.values():
            stop(process)
        self.sink.stop(no_assert=True)
        if self.services is not None:
            self.services.stop()


def secret(file: Path) -> str:
    """The demo's own key, made once, so that sessions and links outlive a restart."""
    if not file.exists() or not file.read_text():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()
