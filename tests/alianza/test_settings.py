"""Outside DEBUG nothing starts with a default in the place of a secret; the sentence names what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from alianza.celery import app
from alianza.schedule import schedule

PROJECT = Path(__file__).parent.parent.parent
COMPLETE = {
    "SECRET_KEY": "only-for-this-test",
    "ALLOWED_HOSTS": "alianza.example",
    "SITE_URL": "https://alianza.example",
    "DATABASE_URL": "postgres://alianza_app@localhost/alianza",
    "REDIS_URL": "redis://localhost:6379/0",
}
SHOW = (
    "import json; from django.conf import settings as s; print(json.dumps({n: getattr(s, n) for n in"
    " ('SESSION_COOKIE_SECURE', 'SESSION_COOKIE_NAME', 'SECURE_HSTS_SECONDS', 'CELERY_BROKER_URL', 'DEBUG')}))"
)


def run(*command: str, **variables: str) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "alianza.settings", **variables}
    return subprocess.run([sys.executable, *command], cwd=PROJECT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("missing", COMPLETE)
def test_a_missing_setting_stops_the_start_with_a_sentence(missing):
    done = run("manage.py", "diffsettings", **{k: v for k, v in COMPLETE.items() if k != missing})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{missing} is not set: ")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("reads_notices", [True, False])
def test_beat_asks_for_nothing_that_no_worker_knows(reads_notices):
    app.loader.import_default_modules()
    asked = schedule(sweep_seconds=7, reads_notices=reads_notices)
    assert {one["task"] for one in asked.values()} <= set(app.tasks) and asked["sweep-outbox"]["schedule"] == 7
    assert ("take-notices" in asked) == reads_notices


def test_https_turns_on_what_belongs_to_it():
    shown = run("-c", SHOW, **COMPLETE).stdout
    assert '"SESSION_COOKIE_SECURE": true' in shown
    assert '"SESSION_COOKIE_NAME": "__Host-session"' in shown
    assert '"SECURE_HSTS_SECONDS": 31536000' in shown
    assert '"DEBUG": false' in shown


def test_a_redis_socket_is_named_as_the_broker_wants_it():
    shown = run("-c", SHOW, **COMPLETE | {"REDIS_URL": "unix:///run/redis.sock?db=3"}).stdout
    assert '"CELERY_BROKER_URL": "redis+socket:///run/redis.sock?virtual_host=3"' in shown


def test_without_a_second_factor_only_the_demo_starts():
    done = run("manage.py", "diffsettings", **COMPLETE, SECOND_FACTOR="0")
    assert done.returncode == 1 and done.stderr.startswith("SECOND_FACTOR=0 is for the demo")
    assert run("manage.py", "diffsettings", **COMPLETE, SECOND_FACTOR="0", ALIANZA_DEMO="1").returncode == 0
