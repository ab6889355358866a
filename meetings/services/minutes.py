from django.db import transaction
from django.db.models import F
from django.utils import timezone

from meetings.models import Attendance, Meeting, Minutes
from meetings.permissions import require_coordinator
from meetings.presentation import draft
from meetings.services.errors import AlreadyPublished, NothingWritten, StaleText
from members import outbox
from members.models import OutboxMail, Person, User

EVENT = "minutes_published"


def proposed_text(meeting: Meeting) -> str:
    """What the system already knows about the meeting, as the beginning of its minutes: nothing is typed twice."""
    return draft.minutes_of(meeting)


@transaction.atomic
def save_minutes(meeting: Meeting, text: str, lock_version: int, *, actor: User) -> Minutes:
    """`lock_version` is the one that the writer began with (0: no minutes yet). Raises StaleText, AlreadyPublished."""
    require_coordinator(actor)
    Minutes.objects.get_or_create(meeting=meeting)
    mine = Minutes.objects.filter(meeting=meeting, state=Minutes.State.DRAFT, lock_version=lock_version)
    saved = mine.update(text=text, lock_version=F("lock_version") + 1, saved_at=timezone.now())
    current = Minutes.objects.get(meeting=meeting)
    if saved:
        return current
    if current.is_published:
        raise AlreadyPublished
    raise StaleText(current)


@transaction.atomic
def publish_minutes(minutes: Minutes, lock_version: int, *, actor: User) -> int:
    """Freeze the text that was read, and tell every invited person; returns how many mails were queued.

    Raises AlreadyPublished, NothingWritten, and StaleText where the text changed since it was read.
    """
    require_coordinator(actor)
    current = Minutes.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=minutes.pk)
    if current.is_published:
        raise AlreadyPublished
    if not current.text.strip():
        raise NothingWritten
    if current.lock_version != lock_version:
        raise StaleText(current)
    current.state, current.published_at = Minutes.State.PUBLISHED, timezone.now()
    current.save()
    people = to_be_told(current.meeting)
    about, context = current.meeting_id, {"meeting": current.meeting}
    letters = [outbox.Letter(f"{about}:{person.pk}", person, context, subject_id=about) for person in people]
    outbox.queue_many(EVENT, letters)
    return len(people)


def to_be_told(meeting: Meeting) -> list[Person]:
    """The invited persons who have an e-mail address."""
    return list(Person.objects.filter(attendances__meeting=meeting).exclude(email=""))


def without_address(meeting: Meeting) -> list[Person]:
    """The invited persons whom no mail reaches: somebody has to tell them."""
    return list(Person.objects.filter(attendances__meeting=meeting, email=""))


def still_wanted(mail: OutboxMail) -> bool:
    """Just before sending: is this person still among the invited?"""
    return Attendance.objects.filter(meeting=mail.subject_id, person=mail.person_id).exists()
