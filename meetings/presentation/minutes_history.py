"""What became of minutes: every save of their text, and what changed from one to another."""

from dataclasses import dataclass

from django.db.models.functions import Length
from django.utils.translation import gettext

from meetings.models import Minutes
from meetings.presentation.history import names_of, user_of
from members.paging import Page, keyset_page
from members.worddiff import Piece, pieces

Event = Minutes.pgh_event_model


@dataclass(frozen=True)
class Revision:
    pk: int
    at: object
    who: str
    state: str
    letters: int


def revisions(minutes: Minutes, after: str | None) -> tuple[list[Revision], Page]:
    """Newest first, two queries a page."""
    events = Event.objects.filter(pgh_obj=minutes.pk).select_related("pgh_context").defer("text")
    page = keyset_page(events.annotate(letters=Length("text")), order=("-pgh_id",), after=after, size=50)
    names = names_of(page.rows)
    made = [
        Revision(
            one.pgh_id,
            one.pgh_created_at,
            names.get(user_of(one), gettext("Administration") if user_of(one) else ""),
            one.get_state_display(),
            one.letters,
        )
        for one in page.rows
    ]
    return made, page


def pair(minutes: Minutes, new: int, old: int | None) -> tuple[object, object | None] | None:
    """Two saves of these minutes, the second the one before where none is named; None where there is no such one."""
    events = Event.objects.filter(pgh_obj=minutes.pk)
    later = events.filter(pgh_id=new).first()
    before = events.filter(pgh_id=old) if old else events.filter(pgh_id__lt=new).order_by("-pgh_id")
    earlier = before.first()
    return None if later is None or (old and earlier is None) else (later, earlier)


def change(old: str, new: str) -> tuple[Piece, ...]:
    """What stayed, went and came, by word; lines end alike, whatever device they were written on."""
    return pieces(old.replace("\r\n", "\n"), new.replace("\r\n", "\n"))


def changes(old: dict, new: dict) -> list[tuple[str, tuple[Piece, ...]]]:
    """Of two acta documents: [(heading, pieces)] of the sections that differ."""
    before, after = _sections(old), _sections(new)
    found = [(heading, change(before.get(heading, ""), after.get(heading, ""))) for heading in {**after, **before}]
    return [(heading, marked) for heading, marked in found if any(piece.mark != "=" for piece in marked)]


def _sections(data: dict) -> dict[str, str]:
    """Each section as plain lines."""
    found: dict[str, str] = {}
    for section in data["sections"]:
        lines = [section["text"]] if section["kind"] == "text" else [_line(one) for one in _rows(section)]
        found[section["heading"]] = "\n".join(lines)
    return found


def _rows(section: dict) -> list:
    return section.get("rows", section.get("items", []))


def _line(row) -> str:
    return row if isinstance(row, str) else " · ".join(filter(None, row))
