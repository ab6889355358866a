"""What every test may ask for. The servers themselves come from services_plugin."""

from contextlib import contextmanager

import pytest
import redis
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import override_settings
from django.test.testcases import LiveServerThread
from django.utils import translation

from alianza.demo.postgres import ROLES
from alianza.demo.services import Services
from tests.real_mail import SmtpSink
from tests.real_worker import Worker

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO alianza_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO alianza_app;
"""


@pytest.fixture(scope="session", autouse=True)
def quick_settings():
    """Cheap passwords; no second factor but where a test asks for it; and a test client doesn't read the folder of
    static files anew (live_server does)."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SECOND_FACTOR=False,
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """On servers of one's own the application's role isn't there yet; on the embedded pair this changes nothing."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = 'alianza_app'")
        if cursor.rowcount == 0:
            cursor.execute(ROLES)
            cursor.execute("GRANT alianza_app TO CURRENT_USER")
        cursor.execute(GRANTS)


@pytest.fixture(autouse=True)
def spanish():
    """No test inherits the language that another one switched to."""
    translation.activate("es")
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def redis_client():
    with redis.from_url(django_settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def empty_redis(redis_client):
    """No test meets another's cache, rate limits or queued tasks."""
    redis_client.flushdb()


@pytest.fixture
def as_application_role(db):
    """`with as_application_role() as cursor:` runs SQL, and the ORM, with the application's rights."""

    @contextmanager
    def role():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE alianza_app")
            yield cursor
            cursor.execute("RESET ROLE")

    return role


@pytest.fixture
def durable_services(tmp_path):
    """An embedded pair of this test's own that keeps its promises about disks: for crashes and restores."""
    services = Services(tmp_path / "services")
    services.start()
    yield services
    services.stop()


@pytest.fixture
def smtp_sink():
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def worker(transactional_db, smtp_sink, tmp_path):
    """A real Celery worker on this test's database, Redis and mail server; not started yet: `worker.start()`."""
    process = Worker(smtp_sink, tmp_path / "worker.log")
    yield process
    process.kill9()


@pytest.fixture
def live_server(transactional_db):
    """The whole application over HTTP, static files by WhiteNoise as in production."""
    with override_settings(WHITENOISE_AUTOREFRESH=False):
        handler = WSGIHandler()
    thread = LiveServerThread("localhost", static_handler=lambda application: handler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield LiveServer(thread)
    thread.terminate()


class LiveServer:
    """Its address as `.url` and as text, like pytest-django's."""

    def __init__(self, thread: LiveServerThread):
        self.thread = thread
        self.url = f"http://{thread.host}:{thread.port}"
        # pytest-django enables and disables what it finds under this name: mails link to this server.
        self._live_server_modified_settings = override_settings(SITE_URL=self.url)

    def __str__(self) -> str:
        return self.url
