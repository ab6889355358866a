"""The page as files: with the names of the organizations for the secretariat, as numbers for donors."""

from collections.abc import Callable, Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from alianza.participation import donors
from alianza.participation.counting import Line, Period
from members import sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def _as_csv(titles: list[str], found: list[list]) -> bytes:
    return sheets.as_csv(titles, [[str(cell) for cell in row] for row in found]).encode()


def _as_xlsx(titles: list[str], found: list[list]) -> bytes:
    return sheets.as_xlsx([(_("Participation"), [(titles[0], 50), *((title, 22) for title in titles[1:])], found)])


WRITERS: dict[str, tuple[str, Callable]] = {"csv": ("text/csv; charset=utf-8", _as_csv), "xlsx": (XLSX, _as_xlsx)}


def written(whom: str, kind: str, lines: list[Line], period: Period) -> tuple[str, bytes]:
    """(content type, file); KeyError for a `whom` other than organizations and donors, or a kind other than WRITERS."""
    tables = {
        "organizations": lambda: (head(), rows(lines)),
        "donors": lambda: (donors.head(), donors.rows(lines, period)),
    }
    content_type, write = WRITERS[kind]
    return content_type, write(*tables[whom]())
