"""Rows copied from a spreadsheet, as activities of one objective: shown as understood, then saved all or none."""

import csv
import datetime
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.importing import values
from actionplans.importing.columns import DAYS, ORGANIZATIONS, guessed
from actionplans.importing.questions import DATE_ORDER, SEPARATOR, SHARES, Question, Source, asked_of_cells
from actionplans.models import VersionItem
from actionplans.services.errors import Refused
from actionplans.services.import_organizations import known_organizations
from actionplans.services.items import Wording, add_item
from members.models import Organization, User
from members.text import normalized

COLUMNS = ("title", "starts_on", "ends_on", "lead", "weight", "support")
BY_HEADING = {name: name for name in (*COLUMNS, "title_en", "text")} | {"activity": "title", "activity_en": "title_en"}
LONGEST = {"title": 300, "title_en": 300, "text": 20_000}
MOST = 200


@dataclass
class Pasted:
    """One row as understood; `organizations`: {role: […]}; `wrong`: [(column, words)]."""

    number: int
    fields: dict = field(default_factory=dict)
    organizations: dict[str, list[Organization]] = field(default_factory=dict)
    wrong: list[tuple[str, str | Promise]] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """`rows` stay empty while a question is open; `ignored`: headings that nobody knows."""

    questions: list[Question]
    rows: list[Pasted]
    columns: list[str]
    ignored: list[str]

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not any(row.wrong for row in self.rows)


class TooManyRows(Refused):
    words = _("At most 200 rows at once. For more, import the file.")


class NotUnderstood(Refused):
    words = _("Some cells can't be understood yet. Nothing was saved.")


def understood(text: str, replies: Mapping[str, str] | None = None) -> Reading:
    """Tabs between cells, as spreadsheets copy them; empty lines are left out. A first line of headings says what each
    column is, otherwise they are COLUMNS. `replies`: to the questions, by name.

    Raises TooManyRows.
    """
    table = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ";"))
    rows = [(n, [" ".join(cell.split()) for cell in row]) for n, row in enumerate(table, start=1) if any(row)]
    headings = _headings(rows[0][1]) if rows else None
    ignored = []
    if headings:
        ignored = [cell for cell, name in zip(rows[0][1], headings, strict=True) if cell and not name]
        rows = rows[1:]
    if len(rows) > MOST:
        raise TooManyRows
    columns = headings or list(COLUMNS)
    return _read(rows, columns, ignored, replies or {})


def _headings(cells: list[str]) -> list[str] | None:
    """The column of each cell, "" where nobody knows it; None where this is no line of headings."""
    found = [BY_HEADING.get(name, "") for name in guessed(cells)]
    found = [name if name not in found[:place] else "" for place, name in enumerate(found)]
    if "title" not in found and normalized(cells[0]) in TITLES:
        found[0] = "title"
    is_heading = "title" in found and (found[0] == "title" or sum(map(bool, found)) > 1)
    return found if is_heading else None


TITLES = {"titulo", "title"}


def _read(rows: list, columns: list[str], ignored: list[str], replies: Mapping[str, str]) -> Reading:
    known = known_organizations()
    empty = [""] * len(columns)
    cells = [(n, {c: cell for c, cell in zip(columns, row + empty, strict=False) if c}) for n, row in rows]
    questions = asked_of_cells(Source(cells, dict.fromkeys(filter(None, columns), "")), known)
    shown = [name for name in columns if name]
    if any(not replies.get(question.name) for question in questions):
        return Reading(questions, [], shown, ignored)
    reader = _Reader(known, replies)
    return Reading(questions, [reader.row(number, row) for number, row in cells], shown, ignored)


class _Reader:
    def __init__(self, known: Mapping[str, int], replies: Mapping[str, str]):
        self.known, self.replies = known, replies
        self.organizations = Organization.objects.in_bulk(set(known.values()))

    def row(self, number: int, cells: Mapping[str, str]) -> Pasted:
        row = Pasted(number)
        for name, most in LONGEST.items():
            row.fields[name] = cells.get(name, "")
            if len(row.fields[name]) > most:
                row.wrong.append((name, _("At most %(n)s letters fit here.") % {"n": most}))
        if not row.fields["title"]:
            row.wrong.append(("title", _("An activity needs a title.")))
        for name in DAYS:
            row.fields[name] = self.told(row, name, cells, self.day)
        starts_on, ends_on = row.fields["starts_on"], row.fields["ends_on"]
        if starts_on and ends_on and ends_on < starts_on:
            row.wrong.append(("ends_on", _("It can't end before it starts.")))
        row.fields["weight"] = self.told(row, "weight", cells, self.weight)
        for role in ORGANIZATIONS:
            row.organizations[role] = list(self.named(row, role, cells.get(role, "")))
        return row

    def told(self, row: Pasted, name: str, cells: Mapping[str, str], read: Callable):
        try:
            return read(name, cells[name]) if cells.get(name) else None
        except values.Bad as bad:
            row.wrong.append((name, bad.words))
            return None

    def day(self, name: str, cell: str) -> datetime.date:
        return values.day(cell, order=self.replies.get(DATE_ORDER, ""), part=self.replies.get(f"part_{name}", "last"))

    def weight(self, _name: str, cell: str) -> Decimal:
        return values.weight(cell, shares=self.replies.get(SHARES) == "yes")

    def named(self, row: Pasted, role: str, cell: str) -> Iterator[Organization]:
        for name in values.parts(cell, self.replies.get(SEPARATOR, "")):
            if (pk := self.known.get(normalized(name))) is None:
                row.wrong.append((role, _("No organization of the alliance is called “%(name)s”.") % {"name": name}))
            else:
                yield self.organizations[pk]


@transaction.atomic
def add_pasted(objective: VersionItem, rows: list[Pasted], *, actor: User) -> list[VersionItem]:
    """Last in the objective, in their order. Raises NotUnderstood, NotADraft, WrongParent."""
    if not rows or any(row.wrong for row in rows):
        raise NotUnderstood
    made = []
    for row in rows:
        wording = Wording(row.fields, leads=row.organizations["lead"], supports=row.organizations["support"])
        made.append(add_item(objective.version, "activity", objective, wording, actor=actor))
    return made
