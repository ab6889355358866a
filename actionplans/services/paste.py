"""Rows copied from a spreadsheet, as activities of one objective: shown as understood, then saved all or none."""

import csv
import datetime
import io
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.importing import values
from actionplans.models import VersionItem
from actionplans.services.errors import Refused
from actionplans.services.import_organizations import known_organizations
from actionplans.services.items import Wording, add_item
from members.models import Organization, User
from members.text import normalized

COLUMNS = ("title", "starts_on", "ends_on", "lead", "weight")
HEADINGS = {"actividad", "activity", "titulo", "title", "accion", "action"}
LONGEST, MOST = 300, 200


@dataclass
class Pasted:
    """One row as understood; `wrong`: [(column, words)]."""

    number: int
    title: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    leads: list[Organization] = field(default_factory=list)
    weight: Decimal | None = None
    wrong: list[tuple[str, str | Promise]] = field(default_factory=list)


class TooManyRows(Refused):
    words = _("At most 200 rows at once. For more, import the file.")


class NotUnderstood(Refused):
    words = _("Some cells can't be understood yet. Nothing was saved.")


def understood(text: str) -> list[Pasted]:
    """Tabs between cells, as spreadsheets copy them; empty lines and a first line of headings are left out.

    Raises TooManyRows.
    """
    table = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ";"))
    rows = [(n, [" ".join(cell.split()) for cell in row]) for n, row in enumerate(table, start=1) if any(row)]
    if rows and normalized(rows[0][1][0]) in HEADINGS:
        rows = rows[1:]
    if len(rows) > MOST:
        raise TooManyRows
    known = known_organizations()
    organizations = Organization.objects.in_bulk(set(known.values()))
    return [_row(number, cells, known, organizations) for number, cells in rows]


def _row(number: int, cells: list[str], known: dict[str, int], organizations: dict[int, Organization]) -> Pasted:
    given = dict(zip(COLUMNS, cells + [""] * len(COLUMNS), strict=False))
    row = Pasted(number, title=given["title"])
    if not row.title:
        row.wrong.append(("title", _("An activity needs a title.")))
    elif len(row.title) > LONGEST:
        row.wrong.append(("title", _("A title has at most 300 characters.")))
    for name, part in (("starts_on", "first"), ("ends_on", "last")):
        row.__dict__[name] = _told(row, name, given[name], lambda cell, part=part: _day(cell, part))
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        row.wrong.append(("ends_on", _("It can't end before it starts.")))
    row.weight = _told(row, "weight", given["weight"], values.weight)
    for name in values.parts(given["lead"]):
        if (pk := known.get(normalized(name))) is None:
            row.wrong.append(("lead", _("No organization of the alliance is called “%(name)s”.") % {"name": name}))
        else:
            row.leads.append(organizations[pk])
    return row


def _told(row: Pasted, name: str, cell: str, read):
    if not cell:
        return None
    try:
        return read(cell)
    except values.Bad as bad:
        row.wrong.append((name, bad.words))
        return None


def _day(cell: str, part: str) -> datetime.date:
    if values.is_numeric_day(cell):
        raise values.Bad(values.NO_DAY)  # nobody knows which is the month
    return values.day(cell, part=part)


@transaction.atomic
def add_pasted(objective: VersionItem, rows: list[Pasted], *, actor: User) -> list[VersionItem]:
    """Last in the objective, in their order. Raises NotUnderstood, NotADraft, WrongParent."""
    if not rows or any(row.wrong for row in rows):
        raise NotUnderstood
    made = []
    for row in rows:
        fields = {"title": row.title, "starts_on": row.starts_on, "ends_on": row.ends_on, "weight": row.weight}
        wording = Wording(fields, leads=row.leads)
        made.append(add_item(objective.version, "activity", objective, wording, actor=actor))
    return made
