"""Who was there, counted by person and by organization."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from meetings.models import PRESENT, Attendance, Body, Meeting


@dataclass(frozen=True)
class Turnout:
    """Guests and observers are persons, not representatives: they speak for no organization and make no quorum.

    `counted`: of the organizations present, those of the body.
    """

    invited: int
    people: int
    representatives: int
    organizations: int
    organizations_invited: int
    counted: int
    quorum: int | None

    @property
    def has_quorum(self) -> bool:
        return self.quorum is not None and self.counted >= self.quorum

    @property
    def sentence(self) -> str:
        return turnout_words(self.representatives, self.organizations)

    @property
    def organizations_of(self) -> str:
        return gettext("%(n)s of %(all)s organizations") % {"n": self.organizations, "all": self.organizations_invited}

    @property
    def people_of(self) -> str:
        return gettext("%(n)s of %(all)s persons") % {"n": self.people, "all": self.invited}


def turnout_words(representatives: int, organizations: int) -> str:
    """«21 representantes de 15 organizaciones»"""
    people = ngettext("%(n)s representative", "%(n)s representatives", representatives) % {"n": representatives}
    return (
        people + " " + ngettext("of %(n)s organization", "of %(n)s organizations", organizations) % {"n": organizations}
    )


def turnout(
    attendances: Iterable[Attendance], body: Body, *, now: bool = False, members: Iterable[int] | None = None
) -> Turnout:
    """Of all who came; with `now` only of those who are still there. `members`: the
    keys of the body's organizations then (Meeting.body_members); None: those of today.

    A quorum is of the body's organizations; where a body names none, those that are invited stand for it.
    """
    rows = list(attendances)
    speaking = [row for row in rows if speaks(row)]
    present = [row for row in speaking if row.status in PRESENT and not (now and row.left_at)]
    of_body = set(body.members_on(timezone.localdate()) if members is None else members)
    of_body = of_body or {row.organization_id for row in speaking}
    return Turnout(
        invited=len(rows),
        people=sum(row.status in PRESENT and not (now and row.left_at) for row in rows),
        representatives=len(present),
        organizations=len({row.organization_id for row in present}),
        organizations_invited=len({row.organization_id for row in speaking}),
        counted=len({row.organization_id for row in present} & of_body),
        quorum=body.quorum_of(len(of_body)),
    )


def speaks(row: Attendance) -> bool:
    """For an organization, in its name."""
    guest = row.capacity in (Attendance.Capacity.GUEST, Attendance.Capacity.OBSERVER)
    return row.organization_id is not None and not guest


def coming(attendances: Iterable[Attendance]) -> str:
    """«6 vienen · 2 no · 1 envía a otra persona · 4 sin respuesta», by answer."""
    said = Counter(row.answer for row in attendances)
    parts = [
        ngettext("%(n)s comes", "%(n)s come", said["yes"]) % {"n": said["yes"]},
        ngettext("%(n)s doesn't", "%(n)s don't", said["no"]) % {"n": said["no"]},
        ngettext("%(n)s sends somebody else", "%(n)s send somebody else", said["substitute"])
        % {"n": said["substitute"]},
        gettext("%(n)s perhaps") % {"n": said["maybe"]} if said["maybe"] else "",
        gettext("%(n)s without an answer") % {"n": said[""]},
    ]
    return " · ".join(filter(None, parts))


def overrun(meeting: Meeting) -> int:
    """By how many minutes the agenda is longer than the meeting; 0 where it isn't, or nobody has said."""
    if meeting.ends_at is None:
        return 0
    planned = sum(item.minutes or 0 for item in meeting.agenda.all())
    return max(planned - int((meeting.ends_at - meeting.starts_at).total_seconds() // 60), 0)
