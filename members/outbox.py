"""The only way out for mail: one row a recipient and event, written in the transaction of the change it tells about.

Committing only wakes a worker; if the wake is lost (no broker, a flushed Redis), the sweeper finds the row.
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.text import Truncator

from members import events
from members.answers import NO_ADDRESS
from members.models import OutboxMail, Person
from members.quiet import after_quiet, next_at
from members.tasks import deliver_due
from members.text import one_line

BATCH = 500
SUBJECT_LENGTH = 250  # as OutboxMail.subject
DIGEST = "digest"
BUNDLE, BUNDLE_OF_NEWS = "bundle", "bundle_of_news"
GATHERED = (DIGEST, BUNDLE, BUNDLE_OF_NEWS)


@dataclass(frozen=True)
class Letter:
    """One mail of many: to whom, about what. `key` makes it unique within its event; `due_at` None means now.

    `calendar`: an iCalendar object that goes along; like the text it may hold the placeholder of the link.
    """

    key: str
    to: Person
    context: dict
    subject_id: int | None = None
    link_uid: uuid.UUID | None = None
    due_at: datetime.datetime | None = None
    calendar: str = ""


def queue(
    event: str,
    *,
    key: str,
    to: Person,
    context: dict,
    subject_id: int | None = None,
    link_uid: uuid.UUID | None = None,
    due_at: datetime.datetime | None = None,
) -> OutboxMail:
    """One mail to one person, in that person's language. Queueing the same (event, key) again returns the first row.

    A person without an address gets a row too, failed and visible, so that nobody is missed in silence.
    """
    letter = Letter(key, to, context, subject_id=subject_id, link_uid=link_uid, due_at=due_at)
    return queue_many(event, [letter])[0]


def queue_many(event: str, letters: Iterable[Letter]) -> list[OutboxMail]:
    """queue() for many at once, in two queries for each BATCH of them; the rows come back in the letters' order."""
    template = events.event(event).template
    return _write([_row(event, template, letter) for letter in letters])


def _row(event: str, template: str, letter: Letter) -> OutboxMail:
    to = letter.to
    subject, text = render(template, to.language, {**letter.context, "person": to})
    row = OutboxMail(
        event=event,
        key=letter.key,
        subject_id=letter.subject_id,
        person=to,
        to_name=to.name,
        to_email=to.email,
        language=to.language,
        subject=subject,
        text=text,
        link_uid=letter.link_uid,
        due_at=letter.due_at or timezone.now(),
        calendar=letter.calendar,
    )
    _let_wait(row, letter)
    if not to.email:
        row.state, row.answer, row.finished_at = OutboxMail.State.FAILED, NO_ADDRESS, timezone.now()
    return row


def _let_wait(row: OutboxMail, letter: Letter) -> None:
    """What informs waits for its reader's digest, what is of one kind rests a moment so that a burst is one mail, and
    nothing of it comes at night. A mail with a link, an appointment or a time of its own is always a mail of its own.
    """
    event, to = events.event(row.event), letter.to
    if event.urgent:
        return
    alone = row.link_uid or letter.calendar or letter.due_at or to.pk is None or row.event in GATHERED
    if not alone and event.notice and to.daily_digest:
        row.state = OutboxMail.State.HELD
        row.due_at = next_at(settings.OUTBOX_DIGEST_HOUR, row.due_at, to.time_zone)
    elif not alone and not event.sensitive and settings.OUTBOX_MERGE_SECONDS:
        row.state = OutboxMail.State.RESTING
        row.due_at += datetime.timedelta(seconds=settings.OUTBOX_MERGE_SECONDS)
    row.due_at = after_quiet(row.due_at, to.time_zone)


def queue_rendered(event: str, *, key: str, to_email: str, subject: str, text: str, language: str) -> OutboxMail:
    """A mail whose text is ready, to an address that may belong to nobody we know (account mails)."""
    person = Person.objects.filter(email__iexact=to_email).first()
    row = OutboxMail(
        event=events.event(event).name,
        key=key,
        person=person,
        to_name=person.name if person else "",
        to_email=to_email,
        language=language,
        subject=_subject(subject),
        text=text,
    )
    return _write([row])[0]


def render(template: str, language: str, context: dict) -> tuple[str, str]:
    """(subject, text) of a mail template: its first line is the subject. Plain text: nothing is escaped."""
    shared = {"alliance_name": settings.ALLIANCE_NAME, "site_url": settings.SITE_URL}
    with translation.override(language):
        body = Engine.get_default().get_template(template).render(Context(shared | context, autoescape=False))
    subject, _, text = body.strip().partition("\n")
    return _subject(subject), text.strip() + "\n"


def _subject(words: str) -> str:
    """One line that a row has room for: the titles in it may be long."""
    return Truncator(one_line(words)).chars(SUBJECT_LENGTH)


def _write(rows: list[OutboxMail]) -> list[OutboxMail]:
    """Rows of one event; where a key is taken, the row that has it stands and comes back."""
    if not rows:
        return []
    for row in rows:
        row.message_id = f"<{row.uid}@{urlsplit(settings.SITE_URL).hostname}>"
    written: dict[str, OutboxMail] = {}
    with transaction.atomic():
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            OutboxMail.objects.bulk_create(batch, ignore_conflicts=True)
            found = OutboxMail.objects.filter(event=batch[0].event, key__in=[row.key for row in batch])
            written |= {row.key: row for row in found}
        wake_worker()
    return [written[row.key] for row in rows]


def wake_worker(in_seconds: float = 0) -> None:
    """Once a transaction, however many rows it wrote; later where all of them wait. A wake that is lost costs the time
    until the sweeper comes by, nothing else."""
    if in_seconds:
        transaction.on_commit(partial(deliver_due.apply_async, countdown=in_seconds + 1), robust=True)
    elif not any(entry[1] is _wake for entry in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    deliver_due.delay()
