"""How many deliveries of a share came how far: counted by the database in one query, however many there are."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.utils import timezone

from actionplans.ledger.states import GROUPS, ON_THE_WAY, WAITS, Mail, with_state
from actionplans.models import Delivery, Reminder, Share

SOON = datetime.timedelta(minutes=2)


@dataclass(frozen=True)
class Figure:
    """How many of all are in this group (a key of GROUPS); `x` and `width` are its part of a bar 100 wide."""

    group: str
    count: int
    words: str
    bar: str
    x: float
    width: float


@dataclass(frozen=True)
class Summary:
    """`unread`: answers that nobody noted; `waits`: mails, `reminders_wait`: reminders that can be called back;
    `nights`: mails that wait for the morning of their readers."""

    figures: list[Figure]
    total: int
    waits: int
    holds: bool
    nights: int
    open_links: int
    answers: int
    unread: int
    reminders_wait: int
    poll_seconds: int

    @property
    def in_words(self) -> str:
        """The bar for whoever doesn't see it."""
        return ", ".join(f"{figure.count} {figure.words}" for figure in self.figures)


def summary(share: Share) -> Summary:
    """One query."""
    by_state = {row.pop("state"): row for row in _counted(share)}
    sums: Counter = Counter()
    for row in by_state.values():
        sums.update(row)
    counts = Counter({state: row["n"] for state, row in by_state.items()})
    return Summary(
        figures=figures(counts),
        total=sums["n"],
        waits=sum(counts[state] for state in WAITS),
        holds=counts["held"] > 0,
        nights=sums["nights"],
        open_links=sums["open"],
        answers=sums["answers"],
        unread=sums["unread"],
        reminders_wait=sums["reminders_wait"],
        poll_seconds=_poll_seconds(sums),
    )


def _counted(share: Share):
    now = timezone.now()
    mails = Reminder.objects.filter(delivery=OuterRef("pk")).order_by().values("delivery")
    moving = mails.filter(mail__state__in=[Mail.QUEUED, Mail.SENDING]).annotate(due=Min("mail__due_at")).values("due")
    queued = mails.filter(mail__state=Mail.QUEUED).annotate(n=Count("pk")).values("n")
    rows = with_state(Delivery.objects.filter(share=share)).order_by()
    rows = rows.alias(reminder_due=Subquery(moving), reminder_waits=Subquery(queued))
    moves, soon = Q(state__in=ON_THE_WAY), now + SOON
    later = Q(mail__put_off_at=None, mail__due_at__gt=max(now, share.held_until))
    return rows.values("state").annotate(
        n=Count("pk"),
        open=Count("pk", filter=Q(revoked_at=None, expires_at__gt=now)),
        nights=Count("pk", filter=Q(state__in=("held", "queued")) & later),
        answers=Count("pk", filter=~Q(note="")),
        unread=Count("pk", filter=~Q(note="") & Q(answer_seen_at=None)),
        moving=Count("pk", filter=moves | Q(reminder_due__isnull=False)),
        soon=Count("pk", filter=(moves & Q(mail__due_at__lt=soon)) | Q(reminder_due__lt=soon)),
        reminders_wait=Count("pk", filter=Q(reminder_waits__gt=0)),
    )


def _poll_seconds(sums: Counter) -> int:
    """Look again every 2 s while something moves, every 30 while all that is left waits, never once all is settled."""
    if not sums["moving"]:
        return 0
    return 2 if sums["soon"] else 30


def figures(counts: Counter) -> list[Figure]:
    """`counts` by state. Groups without a part of the bar are named only where somebody is in them."""
    found, x, total = [], 0.0, sum(counts.values()) or 1
    for group, (states, words, bar) in GROUPS.items():
        count = sum(counts[state] for state in states)
        width = 100 * count / total
        if count or bar:
            found.append(Figure(group, count, str(words), bar, round(x, 2), round(width, 2)))
        x += width
    return found
