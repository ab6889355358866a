"""How a meeting was held: recorded in it or after it, and never read anew from what became of things later."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from meetings.models import PRESENT, Agreement, Meeting, Proceedings, ReviewedCommitment
from meetings.permissions import require_coordinator
from meetings.services.errors import NotBegun, NotThere
from meetings.services.follow_up import open_before
from members.models import User


@transaction.atomic
def record(proceedings: Proceedings, said: dict[int, str], *, actor: User) -> Proceedings:
    """`said`: what was said to each earlier commitment, by its key. Raises NotBegun, NotThere."""
    require_coordinator(actor)
    if proceedings.meeting.during() is None and proceedings.meeting.starts_at > timezone.now():
        raise NotBegun
    there = set(proceedings.meeting.attendances.filter(status__in=PRESENT).values_list("person", flat=True))
    if {proceedings.chair_id, proceedings.secretary_id} - {None} - there:
        raise NotThere
    proceedings.save()
    go_over(proceedings.meeting, said)
    return proceedings


def previous_of(meeting: Meeting) -> Meeting | None:
    """The body's last meeting before this one whose minutes were written."""
    return before(meeting).filter(minutes__isnull=False).first()


def before(meeting: Meeting) -> QuerySet[Meeting]:
    """The body's earlier meetings, the last one first."""
    earlier = Meeting.objects.filter(body=meeting.body_id, starts_at__lt=meeting.starts_at)
    return earlier.exclude(state=Meeting.State.CANCELLED).order_by("-starts_at", "-pk")


def go_over(meeting: Meeting, said: dict[int, str] | None = None) -> None:
    """Keep each commitment that was open before, as it stands now; one kept already only gets new words."""
    said = said or {}
    kept = {one.agreement_id: one for one in meeting.reviewed.all()}
    for pk, one in kept.items():
        if pk in said and said[pk] != one.words:
            one.words = said[pk]
            one.save(update_fields=["words"])
    rows = open_before(meeting).filter(kind=Agreement.Kind.COMMITMENT).exclude(pk__in=kept).select_related("owner")
    ReviewedCommitment.objects.bulk_create(_as_it_stands(meeting, one, said.get(one.pk, "")) for one in rows)


def _as_it_stands(meeting: Meeting, one: Agreement, words: str) -> ReviewedCommitment:
    return ReviewedCommitment(
        meeting=meeting,
        agreement=one,
        text=one.text,
        owner=one.owner.name if one.owner else "",
        due_on=one.due_on,
        state=one.state,
        words=words,
    )


def ended(meeting: Meeting, at: datetime.datetime) -> None:
    """The meeting closes at this moment: that is when it ended, if it goes on still and nobody said otherwise."""
    held, _created = Proceedings.objects.get_or_create(meeting=meeting)
    if held.ended_at is None and meeting.during(at):
        held.ended_at = at
        held.save(update_fields=["ended_at"])
    go_over(meeting)
