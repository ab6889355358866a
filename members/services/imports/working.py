"""What takes long: reading and checking a file, and writing it. In the request where it is small, else by a worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pghistory
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from members.models import DirectoryImport, User
from members.services.imports.applying import apply_now
from members.services.imports.checking import check_all
from members.services.imports.errors import Refused
from members.services.imports.reading import read_all
from members.sheets import Unreadable

TASK = "alianza.tasks.work_on_import"
LOCK = 0x494D50  # beside the key of the import: one worker on it at a time
State = DirectoryImport.State


def hand_over(current: DirectoryImport) -> None:
    """A worker goes on with it; the page offers to wake one again where none came."""
    transaction.on_commit(partial(_send, current.pk), robust=True)


def _send(pk: int) -> None:
    current_app.send_task(TASK, [pk])


def go_on(current: DirectoryImport, *, state: str, rows: int, at_once: int = 1000) -> None:
    """To that state, here and now where there are few rows."""
    DirectoryImport.objects.filter(pk=current.pk).update(state=state, done=0, moved_at=timezone.now())
    if rows > at_once:
        hand_over(current)
    else:
        work(current.pk)


def work(pk: int, *, aloud: bool = False) -> None:
    """As far as it goes by itself. Run twice it does nothing twice. `aloud`: Unreadable is raised, not noted."""
    with _alone(pk) as mine:
        if not mine:
            return
        current = DirectoryImport.objects.filter(pk=pk).first()
        if current is None:
            return
        try:
            _steps(current)
        except Unreadable as refusal:
            if aloud:
                raise
            _fail(current, str(refusal.words))


def _steps(current: DirectoryImport) -> None:
    if current.state == State.READING:
        read_all(current)
    if current.state == State.CHECKING:
        check_all(current)
    if current.state == State.WRITING:
        author = User.objects.get(pk=current.created_by_id)
        try:
            with pghistory.context(user=author.pk, url="members/imports/"):
                apply_now(current)
        except Refused as refusal:
            current.state, current.failure = State.OPEN, str(refusal.words)
            current.save(update_fields=["state", "failure"])


def _fail(current: DirectoryImport, words: str) -> None:
    current.state, current.failure, current.raw = State.FAILED, words, None
    current.save(update_fields=["state", "failure", "raw"])


@contextmanager
def _alone(pk: int) -> Iterator[bool]:
    """Whether nobody else is at it; the database lets go by itself where a worker dies, or a transaction ends."""
    ends_itself = connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_{'xact_' if ends_itself else ''}lock(%s, %s)", [LOCK, pk])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and not ends_itself:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk])
