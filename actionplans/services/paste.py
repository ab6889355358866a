"""Rows copied from a spreadsheet, as what goes below one item, or as lines of the plan: shown as understood, then saved
all or none."""

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
from actionplans.models import PlanItem, PlanVersion, VersionItem
from actionplans.services.errors import Refused
from actionplans.services.import_organizations import known_organizations
from actionplans.services.items import Wording, add_item
from actionplans.services.rows import CHILD_KIND
from members.models import Organization, User
from members.text import normalized

Kind = PlanItem.Kind
COLUMNS = {
    Kind.LINE: ("title", "weight"),
    Kind.OBJECTIVE: ("title", "weight"),
    Kind.ACTIVITY: ("title", "starts_on", "ends_on", "lead", "weight", "support"),
    Kind.INDICATOR: ("title", "baseline", "unit", "target", "verification"),
}
BY_HEADING_ALONE = ("title_en", "text")
LONGEST = {"title": 300, "title_en": 300, "text": 20_000}
LONGEST |= {"baseline": 200, "unit": 60, "target": 200, "verification": 300}
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


def understood(text: str, kind: str, replies: Mapping[str, str] | None = None) -> Reading:
    """Tabs between cells, as spreadsheets copy them; empty lines are left out. A first line of headings says what each
    column is, otherwise they are COLUMNS of that kind. `replies`: to the questions, by name.

    Raises TooManyRows.
    """
    table = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ";"))
    rows = [(n, [" ".join(cell.split()) for cell in row]) for n, row in enumerate(table, start=1) if any(row)]
    headings = _headings(rows[0][1], Kind(kind)) if rows else None
    ignored = []
    if headings:
        ignored = [cell for cell, name in zip(rows[0][1], headings, strict=True) if cell and not name]
        rows = rows[1:]
    if len(rows) > MOST:
        raise TooManyRows
    return _read(rows, headings or list(COLUMNS[Kind(kind)]), ignored, _Reader(Kind(kind), replies or {}))


def _headings(cells: list[str], kind: Kind) -> list[str] | None:
    """The column of each cell, "" where nobody knows it; None where this is no line of headings."""
    known = {name: name for name in (*COLUMNS[kind], *BY_HEADING_ALONE)}
    known |= {kind.value: "title", f"{kind.value}_en": "title_en"}
    known |= {f"{kind.value}_weight": "weight"} if "weight" in known else {}
    found = [known.get(name, "") for name in guessed(cells)]
    found = [name if name not in found[:place] else "" for place, name in enumerate(found)]
    if "title" not in found and normalized(cells[0]) in TITLES:
        found[0] = "title"
    is_heading = "title" in found and (found[0] == "title" or sum(map(bool, found)) > 1)
    return found if is_heading else None


TITLES = {"titulo", "title"}


def _read(rows: list, columns: list[str], ignored: list[str], reader: "_Reader") -> Reading:
    empty = [""] * len(columns)
    cells = [(n, {c: cell for c, cell in zip(columns, row + empty, strict=False) if c}) for n, row in rows]
    questions = asked_of_cells(Source(cells, dict.fromkeys(filter(None, columns), "")), reader.known)
    shown = [name for name in columns if name]
    if any(not reader.replies.get(question.name) for question in questions):
        return Reading(questions, [], shown, ignored)
    return Reading(questions, [reader.row(number, row) for number, row in cells], shown, ignored)


class _Reader:
    def __init__(self, kind: Kind, replies: Mapping[str, str]):
        self.columns, self.replies = (*COLUMNS[kind], *BY_HEADING_ALONE), replies
        self.known = known_organizations() if "lead" in self.columns else {}
        self.organizations = Organization.objects.in_bulk(set(self.known.values())) if self.known else {}

    def row(self, number: int, cells: Mapping[str, str]) -> Pasted:
        row = Pasted(number)
        for name in self.columns:
            if name in LONGEST:
                row.fields[name] = self.words(row, name, cells.get(name, ""))
            elif name in ORGANIZATIONS:
                row.organizations[name] = list(self.named(row, name, cells.get(name, "")))
            else:
                row.fields[name] = self.told(row, name, cells, self.day if name in DAYS else self.weight)
        if not row.fields["title"]:
            row.wrong.append(("title", _("Each row needs a title.")))
        starts_on, ends_on = row.fields.get("starts_on"), row.fields.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            row.wrong.append(("ends_on", _("It can't end before it starts.")))
        return row

    def words(self, row: Pasted, name: str, cell: str) -> str:
        if len(cell) > LONGEST[name]:
            row.wrong.append((name, _("At most %(n)s letters fit here.") % {"n": LONGEST[name]}))
        return cell

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
def add_pasted(
    version: PlanVersion, parent: VersionItem | None, rows: list[Pasted], *, actor: User
) -> list[VersionItem]:
    """Last below their parent, or last lines of the plan, in their order.

    Raises NotUnderstood, NotADraft, ItemGone, WrongParent.
    """
    if not rows or any(row.wrong for row in rows):
        raise NotUnderstood
    kind = CHILD_KIND[Kind(parent.item.kind) if parent else None]
    made = []
    for row in rows:
        named = row.organizations
        wording = Wording(row.fields, leads=named.get("lead"), supports=named.get("support"))
        made.append(add_item(version, kind, parent, wording, actor=actor))
    return made
