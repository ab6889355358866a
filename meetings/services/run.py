"""What happens while a meeting goes on: items begin, notes are taken, and a device sends what it kept while offline."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings.models import AgendaItem, DeviceAct, Meeting
from meetings.permissions import require_coordinator
from meetings.services.errors import NotesOvertaken
from meetings.services.running import fresh, require_running
from members.models import User

DONE, CONFLICT, REFUSED = "done", "conflict", "refused"
KEPT = datetime.timedelta(days=30)  # so long a device may have been without a connection


@dataclass(frozen=True)
class Said:
    """What became of an act (DONE, CONFLICT, REFUSED): `words` for people, `theirs` the text that stands instead."""

    state: str
    words: str = ""
    theirs: str = ""
    # What somebody has to choose from: (value, label).
    choices: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def begin_item(item: AgendaItem, *, at: datetime.datetime | None = None, actor: User) -> None:
    """From now on the meeting is at this item; one that began already keeps its time."""
    require_coordinator(actor)
    require_running(fresh(item.meeting))
    AgendaItem.objects.filter(pk=item.pk, begun_at=None).update(begun_at=at or timezone.now())


@transaction.atomic
def write_notes(item: AgendaItem, before: str, text: str, *, actor: User) -> None:
    """`before` is what the writer had in front of them. Raises NotesOvertaken where something else stands there."""
    require_coordinator(actor)
    require_running(fresh(item.meeting))
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if current.notes == text:
        return
    if current.notes != before:
        raise NotesOvertaken(current.notes)
    current.notes = text
    current.save(update_fields=["notes"])


def once(uid: uuid.UUID, meeting: Meeting, do: Callable[[], Said], *, actor: User) -> Said:
    """Carry an act of a device out, unless it was. What was refused changed nothing, and may be sent again."""
    require_coordinator(actor)
    known = DeviceAct.objects.filter(pk=uid)
    try:
        with transaction.atomic():
            if not known.exists():
                said = do()
                if said.state == DONE:
                    DeviceAct.objects.create(uid=uid, meeting=meeting, user=actor)
                return said
    except IntegrityError:
        if not known.exists():
            raise
    if not known.filter(meeting=meeting, user=actor).exists():
        raise PermissionDenied
    return Said(DONE)


def moment(meeting: Meeting, said: datetime.datetime | None) -> datetime.datetime:
    """When a device says that it was, within reason: clocks of telephones may be wrong."""
    now = timezone.now()
    return said if said and now - KEPT <= said <= now else now
