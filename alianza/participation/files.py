"""The page as files: with the names of the organizations for the secretariat, as numbers for donors."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from alianza.participation import donors
from alianza.participation.counting import Line, Period
from members import sheets


def head() -> list[str]:
    return [
        _("Organization"),
        _("Department"),
        _("Meetings attended"),
        _("Meetings it was convened to"),
        _("Reviews answered"),
        _("Reviews asked"),
        _("Commitments kept on time"),
        _("Commitments due"),
        _("Last heard of"),
    ]


def rows(lines: Iterable[Line]) -> list[list]:
    return [
        [
            one.organization.name,
            one.organization.department_name,
            *(number for share in (one.meetings, one.reviews, one.commitments) for number in (share.done, share.of)),
            timezone.localdate(one.last).isoformat() if one.last else "",
        ]
        for one in lines
    ]


def written(whom: str, kind: str, lines: list[Line], period: Period) -> tuple[str, bytes]:
    """(content type, file); KeyError for a `whom` other than organizations and donors, or an unknown kind."""
    tables = {
        "organizations": lambda: (head(), rows(lines)),
        "donors": lambda: (donors.head(), donors.rows(lines, period)),
    }
    titles, found = tables[whom]()
    head_and_widths = [(titles[0], 50), *((title, 22) for title in titles[1:])]
    return sheets.as_file(kind, _("Participation"), head_and_widths, found)
