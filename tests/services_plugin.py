"""Before Django reads its settings: PostgreSQL and Redis for this run, and the settings' environment.

Loaded by `-p tests.services_plugin` (pyproject.toml). The process that hands out the tests starts an embedded pair in a
temporary folder and ends it; TEST_SERVERS="postgres://… redis://…" names servers to use instead (the user of the first
must be allowed to create databases and roles). Each xdist worker has a database and a Redis database of its own.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from alianza.demo import static_files
from alianza.demo.processes import ServiceError
from alianza.demo.services import Services

PROJECT = Path(__file__).parent.parent
running: dict[str, Services] = {}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """A wrapper runs before pytest-django's own hook of this name, which reads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        os.environ["REDIS_URL"] = numbered(os.environ["REDIS_URL"], 1 + int(worker.removeprefix("gw")))
    else:
        os.environ.update(environment())
        prepare_files()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if "services" in running:
        running.pop("services").stop()


def pytest_terminal_summary(terminalreporter):
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(report.longrepr)]
    if skipped:
        text = f"{len(skipped)} browser tests were skipped: no Chromium found (install it, or set CHROMIUM)."
        terminalreporter.write_line(text, yellow=True)


def environment() -> dict[str, str]:
    database, redis = servers()
    return {
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "SECRET_KEY": "only-for-tests",
        # Tests of the rule set one; the others publish as they like.
        "PUBLICATION_PERCENT": "0",
        "PUBLICATION_DISSENT_ANSWERED": "0",
        "PUBLICATION_AFTER_DEADLINE": "0",
        "DEBUG": "0",
        "ALIANZA_DEMO": "0",
        "ALLOWED_HOSTS": "testserver,localhost",
        "SITE_URL": "http://testserver",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "SHARE_HOLD_SECONDS": "0",
        # A test says itself when it is night and what waits for more of its kind.
        "QUIET_HOURS": "",
        "OUTBOX_MERGE_SECONDS": "0",
        "DJANGO_SETTINGS_MODULE": "alianza.settings",
    }


def servers() -> tuple[str, str]:
    """The URLs of PostgreSQL and Redis: one's own, or those of a fresh embedded pair."""
    given = os.environ.get("TEST_SERVERS", "").split()
    if given:
        named = {"postgres" if url.startswith("postgres") else "redis": url for url in given}
        if len(named) != 2:
            raise pytest.UsageError('TEST_SERVERS takes two addresses: "postgres://… redis://…".')
        return named["postgres"], named["redis"]
    services = Services(quick=True)
    try:
        services.start()
    except ServiceError as error:
        raise pytest.UsageError(str(error)) from None
    running["services"] = services
    services.postgres.run("ALTER ROLE alianza_owner CREATEDB")
    return services.postgres.url("alianza_owner"), services.redis.url()


def numbered(url: str, database: int) -> str:
    """The same Redis, another of its databases."""
    if url.startswith("unix:"):
        return f"{url.split('?')[0]}?db={database}"
    return re.sub(r"(//[^/]+)(/\d*)?$", rf"\1/{database}", url)


def prepare_files() -> None:
    """Static files as production serves them, and compiled translations; made only when their sources changed."""
    target = static_files.folder(PROJECT / ".pytest_cache" / "static")
    collect = ("collectstatic", "--noinput", "--verbosity", "0")
    static_files.collected(target, lambda folder: manage(*collect, STATIC_ROOT=str(folder)))
    os.environ["STATIC_ROOT"] = str(target)
    if static_files.stale_catalogs():
        manage("compile_catalogs")


def manage(*arguments: str, **variables: str) -> None:
    command = [sys.executable, PROJECT / "manage.py", *arguments]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise pytest.UsageError(f"manage.py {arguments[0]} failed:\n{done.stderr}")
