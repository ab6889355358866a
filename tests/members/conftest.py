import copy

import pytest

from members import events
from tests.members import news as kit
from tests.real_mail import SmtpSink


@pytest.fixture
def news(db, settings, monkeypatch):
    """The event "news" for the time of one test; `news.queue(…)` queues one."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], kit.TEMPLATES]
    settings.TEMPLATES = templates
    monkeypatch.setattr(events, "_events", dict(events._events))
    kit.register()
    return kit


@pytest.fixture
def smtp(smtp_sink, settings) -> SmtpSink:
    """Mail sent by this process goes over real SMTP to the sink."""
    use(smtp_sink, settings)
    return smtp_sink


def use(sink: SmtpSink, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
