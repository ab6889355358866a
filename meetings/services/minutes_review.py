"""Review of minutes: those who were there read, comment and approve; by count or by silence, as the body's rule says.

No text is approved over a comment that nobody has answered.
"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from meetings.models import (
    Body,
    Meeting,
    Minutes,
    MinutesApproval,
    MinutesComment,
    MinutesPerson,
    MinutesVersion,
)
from meetings.permissions import approves_for, comments_for, require_coordinator
from meetings.presentation.acta_content import build, names_of, next_number, organizations_there
from meetings.presentation.paragraphs import paragraphs
from meetings.services import minutes_mails
from meetings.services.errors import (
    AnsweredAlready,
    NobodyThere,
    NotClosed,
    NothingWritten,
    ReviewEnded,
    SaidAlready,
    StaleText,
    TooSoon,
    UnknownParagraph,
)
from meetings.services.minutes import locked, require_written
from members.canonical import canonical, sha256
from members.models import User, roles_of

State = MinutesVersion.State


@transaction.atomic
def send_to_review(minutes: Minutes, lock_version: int, until: datetime.datetime, *, actor: User) -> MinutesVersion:
    """Freeze text and facts, and ask the organizations that were there.

    Raises NotClosed, AlreadyPublished, InReview, NothingWritten, StaleText (the text changed since it was read),
    TooSoon, NobodyThere.
    """
    require_coordinator(actor)
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=minutes.meeting_id)
    current = locked(minutes)
    _require_ready(meeting, current, lock_version)
    if until <= timezone.now():
        raise TooSoon
    meeting = Meeting.objects.select_related("body__chair", "proceedings__previous").get(pk=meeting.pk)
    content = build(meeting, current.text, number=next_number(current), correction=current.correction)
    version = _freeze(current, content, meeting.body, until)
    current.state = Minutes.State.IN_REVIEW
    current.save(update_fields=["state"])
    minutes_mails.tell_review(version, meeting)
    return version


def _require_ready(meeting: Meeting, minutes: Minutes, lock_version: int) -> None:
    if meeting.state != Meeting.State.CONVENED or meeting.closed_at is None:
        raise NotClosed
    require_written(minutes)
    if not minutes.text.strip():
        raise NothingWritten
    if minutes.lock_version != lock_version:
        raise StaleText(minutes)


def _freeze(minutes: Minutes, content: dict, body: Body, until: datetime.datetime) -> MinutesVersion:
    there = organizations_there(content)
    if not there:
        raise NobodyThere
    before = minutes.versions.filter(number=content["number"]).aggregate(last=Max("round"))["last"] or 0
    text = canonical(content)
    version = MinutesVersion.objects.create(
        minutes=minutes,
        number=content["number"],
        round=before + 1,
        content=text,
        content_sha256=sha256(text),
        rule=body.approval,
        needed=body.approvals_of(len(there)),
        review_until=until,
    )
    version.organizations.set(there)
    people = names_of(content, minutes.meeting).items()
    MinutesPerson.objects.bulk_create(
        MinutesPerson(version=version, person_id=pk, name=one.name, position=one.position) for pk, one in people
    )
    return version


@transaction.atomic
def take_back(version: MinutesVersion, reason: str = "", *, actor: User) -> Minutes:
    """To change the text; what was said to it stays, and whoever was asked is told, with the reason where one is given.

    Raises ReviewEnded once it is approved.
    """
    require_coordinator(actor)
    current = _in_review(version)
    current.state = State.WITHDRAWN
    current.save(update_fields=["state"])
    minutes = locked(current.minutes)
    minutes.state = Minutes.State.CORRECTING if minutes.is_published else Minutes.State.DRAFT
    minutes.save(update_fields=["state"])
    minutes_mails.tell_taken_back(current, minutes.meeting, reason)
    return minutes


@transaction.atomic
def prolong(version: MinutesVersion, until: datetime.datetime, *, actor: User) -> MinutesVersion:
    """Whoever is asked is told. Raises ReviewEnded, TooSoon."""
    require_coordinator(actor)
    current = _in_review(version)
    if until <= max(timezone.now(), current.review_until):
        raise TooSoon
    current.review_until = until
    current.save(update_fields=["review_until"])
    minutes_mails.tell_prolonged(current, Meeting.objects.select_related("body").get(pk=current.minutes.meeting_id))
    return current


@transaction.atomic
def comment(version: MinutesVersion, paragraph: int, text: str, *, actor: User) -> MinutesComment:
    """By somebody of an organization that was there. Raises ReviewEnded, UnknownParagraph."""
    organization = _first(comments_for(actor, _seen(version, actor)))
    current = _in_review(version, open_until=timezone.now())
    if not 0 <= paragraph <= len(paragraphs(current.text)):
        raise UnknownParagraph
    return MinutesComment.objects.create(
        version=current,
        paragraph=paragraph,
        text=text.strip(),
        organization_id=organization,
        person_id=roles_of(actor).acting_person,
    )


@transaction.atomic
def answer(said: MinutesComment, words: str, *, actor: User) -> MinutesComment:
    """The writers', which settles it; the last one may complete the approval. Raises ReviewEnded, AnsweredAlready."""
    require_coordinator(actor)
    version = _in_review(said.version)
    current = MinutesComment.objects.select_for_update().get(pk=said.pk)
    if current.answered_at:
        raise AnsweredAlready
    current.answer, current.answered_at = words.strip(), timezone.now()
    current.answered_by_id = roles_of(actor).person_id
    current.save(update_fields=["answer", "answered_at", "answered_by"])
    _settle(version, timezone.now())
    return current


@transaction.atomic
def approve(version: MinutesVersion, *, actor: User) -> MinutesVersion:
    """In the name of an organization that was there. Raises ReviewEnded, SaidAlready."""
    mine = approves_for(actor, _seen(version, actor))
    _first(mine)
    current = _in_review(version, open_until=timezone.now())
    said = set(current.approvals.values_list("organization", flat=True))
    left = sorted(mine - said)
    if not left:
        raise SaidAlready
    roles = roles_of(actor)
    try:
        with transaction.atomic():
            MinutesApproval.objects.create(
                version=current,
                organization_id=left[0],
                person_id=roles.acting_person,
                capacity=roles.speaks_as.get(left[0], ""),
            )
    except IntegrityError as error:
        raise SaidAlready from error
    _settle(current, timezone.now())
    return current


def approve_due(now: datetime.datetime | None = None) -> int:
    """For beat: whatever silence has approved by now; returns how many. Running again changes nothing more."""
    moment = now or timezone.now()
    due = MinutesVersion.objects.filter(state=State.IN_REVIEW, rule=Body.Approval.SILENCE, review_until__lte=moment)
    return sum(_settle_one(version, moment) for version in due.only("pk"))


@transaction.atomic
def _settle_one(version: MinutesVersion, moment: datetime.datetime) -> bool:
    current = MinutesVersion.objects.select_for_update(of=("self",)).select_related("minutes").get(pk=version.pk)
    return current.state == State.IN_REVIEW and _settle(current, moment)


def _settle(version: MinutesVersion, moment: datetime.datetime) -> bool:
    """Approved, where the rule says so; False where something is missing still."""
    if version.comments.filter(answered_at=None).exists():
        return False
    approvals, asked = version.approvals.count(), version.organizations.count()
    by_silence = version.rule == Body.Approval.SILENCE and moment >= version.review_until
    by_count = approvals >= (version.needed or asked)
    if not by_silence and not by_count:
        return False
    version.state, version.approved_at = State.APPROVED, moment
    version.save(update_fields=["state", "approved_at"])
    Minutes.objects.filter(pk=version.minutes_id).update(state=Minutes.State.APPROVED)
    return True


def _in_review(version: MinutesVersion, open_until: datetime.datetime | None = None) -> MinutesVersion:
    """Locked; with `open_until` its date must not have passed by then."""
    rows = MinutesVersion.objects.select_for_update(of=("self",)).select_related("minutes")
    current = rows.get(pk=version.pk)
    if current.state != State.IN_REVIEW or (open_until and open_until >= current.review_until):
        raise ReviewEnded
    return current


def require_commenter(version: MinutesVersion, *, actor: User) -> None:
    """PermissionDenied to who doesn't belong to an organization that was there."""
    _first(comments_for(actor, _seen(version, actor)))


def _seen(version: MinutesVersion, actor: User) -> MinutesVersion:
    """PermissionDenied where this version, or its meeting, is hidden from them."""
    if not MinutesVersion.objects.visible_to(actor).filter(pk=version.pk).exists():
        raise PermissionDenied
    return version


def _first(organizations: set[int]) -> int:
    if not organizations:
        raise PermissionDenied
    return min(organizations)
