"""A mail that exists only in tests: its event, its template, and what a test asks about its rows."""

import datetime
from pathlib import Path

from django.utils import timezone

from members import events, outbox
from members.models import OutboxMail, Person
from members.tokens import PLACEHOLDER
from tests import factories as make

TEMPLATES = Path(__file__).parent / "templates"
EVENT = "news"


def register(**options) -> None:
    events.register("members", EVENT, **options)


def queue(key: str = "1", to: Person | None = None, words: str = "hay novedades", **options) -> OutboxMail:
    context = {"words": words, "token": PLACEHOLDER}
    return outbox.queue(EVENT, key=key, to=to or make.PersonFactory(), context=context, **options)


def later(mail: OutboxMail, **delta: float) -> None:
    """As if so much time had passed for this row: what was due then is due now."""
    OutboxMail.objects.filter(pk=mail.pk).update(due_at=mail.due_at - datetime.timedelta(**delta))
    mail.refresh_from_db()


def due_now() -> None:
    """As if every lease and every waiting time had ended."""
    OutboxMail.objects.filter(state__in=["queued", "sending"]).update(due_at=timezone.now())
