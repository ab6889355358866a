"""A meeting is convened, changed, cancelled: one mail a person each time, with the calendar's event in it.

A draft mails nobody. A burst of edits is one mail: beat looks once a minute at what an invitation would say, and tells
it when it has stayed the same for MEETING_CHANGES_SECONDS.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from meetings.models import Attendance, Meeting
from meetings.permissions import require_coordinator
from meetings.presentation import ical
from meetings.services.check_in import code_of
from meetings.services.errors import NobodyInvited, NotADraft, NotConvened, Over
from meetings.services.follow_up import ensure_follow_up
from members import outbox
from members.models import OutboxMail, User
from members.tokens import digest, token_for

CONVENED, CHANGED, CANCELLED = "meeting_convened", "meeting_changed", "meeting_cancelled"
REMINDED, UNINVITED = "meeting_reminder", "meeting_uninvited"
AGAIN = datetime.timedelta(hours=20)


@transaction.atomic
def convene(meeting: Meeting, *, actor: User) -> int:
    """Tell everybody who is invited; returns to how many. Raises NotADraft, Over, NobodyInvited."""
    require_coordinator(actor)
    current = _locked(meeting)
    if current.state != Meeting.State.DRAFT:
        raise NotADraft
    if current.starts_at <= timezone.now():
        raise Over
    rows = _rows(current)
    if not rows:
        raise NobodyInvited
    ensure_follow_up(current)
    current.state, current.told_start = Meeting.State.CONVENED, current.starts_at
    current.told_sha256 = current.seen_sha256 = ical.digest(current)
    current.save(update_fields=["state", "told_start", "told_sha256", "seen_sha256"])
    return tell(CONVENED, current, rows)


@transaction.atomic
def tell_changes(meeting: Meeting, *, actor: User | None) -> int:
    """What is new since everybody was told, at once; 0 where nothing is. `actor` None: beat.

    Raises NotConvened, Over.
    """
    if actor is not None:
        require_coordinator(actor)
    current = _locked(meeting)
    _require_open(current)
    now_says = ical.digest(current)
    if now_says == current.told_sha256:
        return 0
    current.sequence += 1
    current.told_sha256 = current.seen_sha256 = now_says
    current.seen_at = None
    if current.told_start and current.told_start != current.starts_at:
        _ask_again(current)
    current.told_start = current.starts_at
    fields = ["sequence", "asked_sequence", "told_start", "told_sha256", "seen_sha256", "seen_at"]
    current.save(update_fields=fields)
    return tell(CHANGED, current, _rows(current))


def _ask_again(meeting: Meeting) -> None:
    """Another date: what was answered to the former one says nothing of it. Who sends somebody else still does."""
    meeting.asked_sequence = meeting.sequence
    answered = meeting.attendances.exclude(answer__in=["", Attendance.Answer.SUBSTITUTE])
    answered.update(answer=Attendance.Answer.NONE, answered_at=None)


def tell_settled_changes() -> None:
    """For beat: each convened meeting to come whose changes have rested."""
    now = timezone.now()
    rest = datetime.timedelta(seconds=settings.MEETING_CHANGES_SECONDS)
    for meeting in Meeting.objects.filter(state=Meeting.State.CONVENED, starts_at__gt=now).prefetch_related("agenda"):
        says = ical.digest(meeting)
        if says == meeting.told_sha256:
            continue
        if says != meeting.seen_sha256 or meeting.seen_at is None:
            Meeting.objects.filter(pk=meeting.pk).update(seen_sha256=says, seen_at=now)
        elif now - meeting.seen_at >= rest:
            tell_changes(meeting, actor=None)


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, actor: User) -> int:
    """Of a draft nobody is told. Raises Over, NotConvened: it was cancelled already."""
    require_coordinator(actor)
    current = _locked(meeting)
    if current.state == Meeting.State.CANCELLED:
        raise NotConvened
    if current.starts_at <= timezone.now():
        raise Over
    was_told = current.state == Meeting.State.CONVENED
    current.state, current.cancelled_because = Meeting.State.CANCELLED, reason.strip()
    current.sequence += 1
    current.save(update_fields=["state", "cancelled_because", "sequence"])
    return tell(CANCELLED, current, _rows(current), cancelled=True) if was_told else 0


@transaction.atomic
def remind(meeting: Meeting, *, actor: User) -> int:
    """Exactly those who have not answered, each at most once in twenty hours. Raises NotConvened, Over."""
    require_coordinator(actor)
    current = _locked(meeting)
    _require_open(current)
    to_remind = silent(_rows(current)).to_remind
    return tell(REMINDED, current, to_remind, key=f":{timezone.now():%Y%m%d%H%M}")


@dataclass(frozen=True)
class Silent:
    """Who has not answered: whom a reminder would reach now, who had a mail hours ago, and whom no mail reaches."""

    to_remind: list[Attendance]
    lately: list[Attendance]
    unreachable: list[Attendance]


def with_told(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Adds `told_lately`: a mail about the meeting went to this person less than AGAIN ago."""
    mails = OutboxMail.objects.filter(
        event__in=[CONVENED, CHANGED, REMINDED],
        created_at__gt=timezone.now() - AGAIN,
        subject_id=OuterRef("meeting"),
        person=OuterRef("person"),
    )
    return rows.annotate(told_lately=Exists(mails))


def silent(rows: Iterable[Attendance]) -> Silent:
    """`rows`: the meeting's, with their persons and `told_lately`."""
    quiet = [row for row in rows if not row.answer]
    parts: dict[bool, list[Attendance]] = {True: [], False: []}
    for row in quiet:
        if row.person.email:
            parts[vars(row)["told_lately"]].append(row)
    return Silent(
        parts[False],
        parts[True],
        [row for row in quiet if not row.person.email],
    )


@transaction.atomic
def invite_late(row: Attendance) -> int:
    """Somebody who is invited after the meeting was convened gets the invitation at once."""
    meeting = Meeting.objects.prefetch_related("agenda").get(pk=row.meeting_id)
    if meeting.state != Meeting.State.CONVENED or meeting.starts_at <= timezone.now():
        return 0
    return tell(CONVENED, meeting, [row])


def tell(event: str, meeting: Meeting, rows: Iterable[Attendance], *, cancelled: bool = False, key: str = "") -> int:
    """With the link of each; its digest is stored now, the token itself only goes into the mail."""
    rows = list(rows)
    for row in rows:
        row.token_sha256 = row.token_sha256 or digest(token_for(row.uid))
    Attendance.objects.bulk_update(rows, ["token_sha256"])
    letters = [
        outbox.Letter(
            f"{row.pk}:{meeting.sequence}{key}",
            row.person,
            {
                "meeting": meeting,
                "code": code_of(row),
                "link": ical.answer_path(),
                "agenda": list(meeting.agenda.all()),
            },
            subject_id=meeting.pk,
            link_uid=row.uid,
            calendar=ical.invitation(meeting, row, cancelled=cancelled) if row.person.email else "",
        )
        for row in rows
    ]
    outbox.queue_many(event, letters)
    return len(letters)


def _rows(meeting: Meeting) -> list[Attendance]:
    """Whoever sends somebody else, or has said no, hears of changes still: they may come after all."""
    rows = meeting.attendances.standing().select_related("person", "organization").order_by("pk")
    return list(with_told(rows))


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("body").get(pk=meeting.pk)


def _require_open(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.CONVENED:
        raise NotConvened
    if meeting.starts_at <= timezone.now():
        raise Over


def still_invited(mail: OutboxMail) -> bool:
    """Just before sending: this person is still invited, and what the mail says still holds."""
    state = Meeting.State.CANCELLED if mail.event == CANCELLED else Meeting.State.CONVENED
    rows = Attendance.objects.standing().filter(meeting=mail.subject_id, person=mail.person_id)
    return rows.filter(meeting__state=state, meeting__starts_at__gt=timezone.now()).exists()
