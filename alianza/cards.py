"""The cards beside the list: the plan, the next meeting, the last share. One query each."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.ledger.states import NOT_REACHED, ON_THE_WAY, with_state
from actionplans.models import Comment, Delivery, Endorsement, PlanVersion, Share, VersionItem
from actionplans.presentation.subjects import said_of
from alianza.waiting import Asked, count
from meetings.models import Attendance, Meeting
from meetings.presentation.when import when

STANCES = ("endorse", "reservations", "dissent", "abstain")


@dataclass(frozen=True)
class Segment:
    """A part of a bar: its class, where it starts and how long it is, in the unit of the bar's whole."""

    css: str
    start: int
    length: int


def segments(*parts: tuple[str, int]) -> list[Segment]:
    found, start = [], 0
    for css, length in parts:
        if length:
            found.append(Segment(css, start, length))
        start += length
    return found


@dataclass(frozen=True)
class PlanCard:
    version: PlanVersion

    @property
    def plan(self):
        return self.version.plan

    @property
    def answered(self) -> int:
        return len(self.version.stances)

    def said(self, stance: str) -> int:
        return self.version.stances.count(stance)

    @property
    def bar(self) -> list[Segment]:
        return segments(*zip("abcd", map(self.said, STANCES), strict=True))

    @property
    def words(self) -> str:
        """The bar in words; its parts add up to the organizations asked."""
        endorse, reservations, dissent, abstain = map(self.said, STANCES)
        silent = self.version.asked - self.answered
        parts = [
            ngettext("%(n)s endorses", "%(n)s endorse", endorse) % {"n": endorse},
            _("%(n)s with reservations") % {"n": reservations},
            ngettext("%(n)s dissents", "%(n)s dissent", dissent) % {"n": dissent},
            ngettext("%(n)s abstains", "%(n)s abstain", abstain) % {"n": abstain},
            _("%(n)s without an answer") % {"n": silent},
        ]
        return " · ".join(parts)


def plan_card(user) -> PlanCard | None:
    """Of the plan that matters now: one in review, else the one in force, else (for its writers) a draft."""
    order = Case(When(state="in_review", then=0), When(state="published", then=1), default=2)
    items = VersionItem.objects.filter(version=OuterRef("pk"))
    comments = Comment.objects.filter(item__plan=OuterRef("plan"), resolved_at=None)
    stances = Endorsement.objects.latest().filter(version=OuterRef("pk")).order_by()
    version = (
        PlanVersion.objects.visible_to(user)
        .filter(state__in=["in_review", "published", "draft"])
        .select_related("plan", "review")
        .defer("content")
        .annotate(
            asked=count(Asked.objects.filter(reviewround__version=OuterRef("pk")), "reviewround"),
            stances=ArraySubquery(stances.values("stance")),
            lines=count(items.filter(item__kind="line"), "version"),
            activities=count(items.filter(item__kind="activity"), "version"),
            comments_open=count(comments, "item__plan"),
        )
        .order_by(order, "-plan__starts_on", "-pk")
        .first()
    )
    return PlanCard(version) if version else None


@dataclass(frozen=True)
class MeetingCard:
    meeting: Meeting

    @property
    def when(self) -> str:
        return when(self.meeting)


def next_meeting(user) -> MeetingCard | None:
    """Without its place: whoever is invited finds that on the meeting's page."""
    invited = count(Attendance.objects.filter(meeting=OuterRef("pk")), "meeting")
    meeting = Meeting.objects.visible_to(user).upcoming().defer("place", "link").annotate(invited=invited).first()
    return MeetingCard(meeting) if meeting else None


@dataclass(frozen=True)
class ShareCard:
    """What became of the deliveries, in the states of its ledger; `name`: of what was shared."""

    share: Share
    name: str
    counts: Counter

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def failed(self) -> int:
        return self._count(NOT_REACHED)

    @property
    def bar(self) -> list[Segment]:
        parts = ("acknowledged",), ("opened", "accepted", "delayed"), ON_THE_WAY, NOT_REACHED
        return segments(*zip("aebc", map(self._count, parts), strict=True))

    @property
    def words(self) -> str:
        """Its parts add up to the total; what is settled otherwise is named only where there is some."""
        named = [
            (_("%(n)s acknowledged"), ("acknowledged",), True),
            (_("%(n)s accepted by the mail server"), ("opened", "accepted", "delayed"), True),
            (_("%(n)s failed"), NOT_REACHED, True),
            (_("%(n)s on the way"), ON_THE_WAY, True),
            (_("%(n)s declined"), ("declined",), False),
            (_("%(n)s called back or closed"), ("recalled", "revoked", "unsubscribed"), False),
        ]
        counted = [(words, self._count(states), always) for words, states, always in named]
        return " · ".join(words % {"n": n} for words, n, always in counted if n or always)

    def _count(self, states: tuple[str, ...]) -> int:
        return sum(self.counts[state] for state in states)


def last_share(user) -> ShareCard | None:
    states = with_state(Delivery.objects.filter(share=OuterRef("pk"))).order_by().values("state")
    share = (
        Share.objects.select_related("version__plan", "notice")
        .defer("version__content", "notice__text", "notice__text_en")
        .annotate(states=ArraySubquery(states))
        .order_by("-created_at", "-pk")
        .first()
    )
    return ShareCard(share, said_of(share.subject)["name"], Counter(share.states)) if share else None
