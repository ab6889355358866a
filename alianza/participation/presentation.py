from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alianza.cards import Segment, segments
from alianza.participation.counting import Line, Share
from members.days import short_day


@dataclass(frozen=True)
class Row:
    name: str
    url: str
    meetings: str
    reviews: str
    commitments: str
    last: str
    is_quiet: bool


@dataclass(frozen=True)
class Bar:
    """How many organizations did all, some or nothing of what they were asked for; in words beside it."""

    title: str
    whole: int
    bar: list[Segment]
    words: str
    numbers: tuple[int, ...]


def row(line: Line) -> Row:
    last = short_day(timezone.localdate(line.last)) if line.last else _("never")
    shares = (said(share) for share in (line.meetings, line.reviews, line.commitments))
    return Row(line.organization.name, line.organization.get_absolute_url(), *shares, last, line.is_quiet)


def said(share: Share) -> str:
    """“9 of 15”; “—” where nothing was asked."""
    return _("%(done)s of %(of)s") % {"done": share.done, "of": share.of} if share.of else "—"


def bars(lines: Iterable[Line]) -> list[Bar]:
    lines = list(lines)
    titles = (_("Meetings attended"), _("Reviews answered"), _("Commitments kept on time"))
    return [_bar(title, [getattr(one, what) for one in lines]) for title, what in zip(titles, WHAT, strict=True)]


def own_bars(line: Line) -> list[Bar]:
    """One organization's own: what it did of what it was asked for."""
    titles = (_("Meetings attended"), _("Reviews answered"), _("Commitments kept on time"))
    shares = [(title, getattr(line, what)) for title, what in zip(titles, WHAT, strict=True)]
    return [
        Bar(title, share.of, segments(("a", share.done), ("d", share.of - share.done)), said(share), ())
        for title, share in shares
        if share.of
    ]


WHAT = ("meetings", "reviews", "commitments")
HALF = 50


def _bar(title: str, shares: list[Share]) -> Bar:
    asked = [one.percent for one in shares if one.percent is not None]
    most = sum(1 for one in asked if one >= HALF)
    none = sum(1 for one in asked if one == 0)
    some, unasked = len(asked) - most - none, len(shares) - len(asked)
    words = " · ".join(
        [
            ngettext("%(n)s organization half or more", "%(n)s organizations half or more", most) % {"n": most},
            _("%(n)s less than half") % {"n": some},
            _("%(n)s nothing") % {"n": none},
            _("%(n)s were not asked") % {"n": unasked},
        ]
    )
    parts = segments(("a", most), ("b", some), ("c", none), ("d", unasked))
    return Bar(title, max(1, len(shares)), parts, words, (most, some, none, unasked))
