"""For donors: organizations and people by department, as numbers without names.

In a small department “1 person came” tells who it was to whoever knows one of its organizations, and some of them are
at risk. So departments with few organizations stand together, a number from 1 to 2 is said as “fewer than 3”, and there
is no total from which it could be reckoned.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext as _

from alianza.participation.counting import PRESENT, Line, Period, for_organizations, held
from meetings.models import Attendance
from members.places import department_name
from members.text import normalized

FEWEST = 3
ELSEWHERE = ""


def head() -> list[str]:
    return [
        _("Department"),
        _("Member organizations"),
        _("Came to a meeting"),
        _("People who came"),
        _("Answered a review"),
        _("Kept a commitment on time"),
    ]


def rows(lines: Iterable[Line], period: Period) -> list[list[str]]:
    """By name of the department; those with few organizations together, last."""
    lines = list(lines)
    size = Counter(one.organization.department for one in lines)
    large = {code for code, number in size.items() if code and number >= FEWEST}
    people = people_by_department(large, [one.organization.pk for one in lines], period)
    groups: dict[str, list[Line]] = {}
    for one in lines:
        code = one.organization.department
        groups.setdefault(code if code in large else ELSEWHERE, []).append(one)
    ordered = sorted(groups, key=lambda code: (code == ELSEWHERE, normalized(department_name(code))))
    return [_row(code, groups[code], people.get(code, 0)) for code in ordered]


def _row(code: str, lines: list[Line], people: int) -> list[str]:
    name = department_name(code) if code else _("Other departments, and national")
    came, answered, kept = (
        sum(1 for one in lines if getattr(one, what).done) for what in ("meetings", "reviews", "commitments")
    )
    return [name, *(safe(number) for number in (len(lines), came, people, answered, kept))]


def safe(number: int) -> str:
    return _("fewer than %(n)s") % {"n": FEWEST} if 0 < number < FEWEST else str(number)


def people_by_department(large: set[str], organizations: list[int], period: Period) -> dict[str, int]:
    """Different people who came for these organizations. One query."""
    here = Attendance.objects.filter(meeting__in=held(period), status__in=PRESENT, organization__in=organizations)
    came = for_organizations(here)
    counted: Counter = Counter()
    for code, number in (
        came.order_by().values_list("organization__department").annotate(Count("person", distinct=True))
    ):
        counted[code if code in large else ELSEWHERE] += number
    return dict(counted)
