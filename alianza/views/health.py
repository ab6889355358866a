import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members import delivery, returned

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For a monitor: 200 when the database answers and mails leave in time, else 503 with a sentence and no data.

    What the database said goes to the log, not to whoever asks.
    """
    try:
        since, silent, unread = delivery.waiting_since(), delivery.silent_since(), returned.unread_since()
    except DatabaseError:
        logger.exception("the database does not answer")
        return _said("the database does not answer", status=503)
    if since:
        return _said(f"mails wait since {since:%Y-%m-%d %H:%M} UTC", status=503)
    if silent:
        return _said(f"nobody has swept the outbox since {silent:%Y-%m-%d %H:%M} UTC", status=503)
    if unread:
        return _said(f"nobody has read what came back since {unread:%Y-%m-%d %H:%M} UTC", status=503)
    return _said("ok")


def _said(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words + "\n", status=status, content_type="text/plain")
