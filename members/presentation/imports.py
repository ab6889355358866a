"""An import as its page shows it: columns, what is wrong, who may be the same side by side. Four queries at most."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from members.importing.columns import FIELDS
from members.importing.words import WORDS
from members.models import DirectoryImport, ImportRow, Organization, Person
from members.places import departments
from members.services.imports.applying import is_ready
from members.services.imports.checking import cells_of

AT_ONCE = 50
STUCK_SECONDS = 60
Standing = ImportRow.Standing
SHOWN = (Standing.BAD, Standing.DOUBLE, Standing.OUT)


@dataclass
class Wrong:
    row: int
    field: str
    heading: str
    value: str
    words: str
    code: str
    choices: list[str]


@dataclass
class Pair:
    """One row of the file, and who is like it: [(where, what is known, address)]."""

    row: int
    said: str
    others: list[tuple[str, str, str]] = field(default_factory=list)


def fields_of(current: DirectoryImport) -> list[tuple[str, str]]:
    return [(name, _(heading)) for name, heading in FIELDS[current.about].items()]


def columns(current: DirectoryImport) -> list[dict]:
    shown = zip(current.headings, current.samples, current.answers["mapping"], strict=True)
    return [
        {"index": index, "heading": heading, "samples": samples, "field": field}
        for index, (heading, samples, field) in enumerate(shown)
        if heading or samples
    ]


def parts(current: DirectoryImport, after: dict[str, int]) -> dict[str, tuple[list[ImportRow], int | None]]:
    """{standing: (some rows, the number after which the rest comes, None where these are the last)}. One query."""
    first = current.answers["heading"]
    slices = [
        current.rows.filter(
            sheet=current.answers["sheet"], number__gt=max(first, after.get(standing, 0)), standing=standing
        ).order_by("number")[: AT_ONCE + 1]
        for standing in SHOWN
    ]
    found: dict[str, list[ImportRow]] = {standing: [] for standing in SHOWN}
    for row in slices[0].union(*slices[1:], all=True):
        found[row.standing].append(row)
    return {
        standing: (rows[:AT_ONCE], rows[AT_ONCE - 1].number if len(rows) > AT_ONCE else None)
        for standing, rows in found.items()
    }


def wrongs(current: DirectoryImport, rows: list[ImportRow]) -> list[Wrong]:
    headings = dict(fields_of(current))
    found = []
    for row in rows:
        cells = cells_of(row, current.answers["mapping"])
        found += [
            Wrong(row.number, name, headings.get(name, ""), cells.get(name, ""), str(WORDS[code]), code, offered(name))
            for name, code in row.problems
        ]
    return found


def offered(name: str) -> list[str]:
    """The words that a cell of this field may hold, where they are few."""
    lists = {"kind": Organization.Kind.choices, "level": Organization.Level.choices, "department": departments()}
    return [str(label) for _value, label in lists.get(name, [])]


def pairs(current: DirectoryImport, rows: list[ImportRow]) -> list[Pair]:
    named = [tuple(match) for row in rows for match in row.matches]
    entries = _entries(current, [key for where, key in named if where == "entry"])
    above = current.rows.filter(
        sheet=current.answers["sheet"], number__in=[key for where, key in named if where == "row"]
    )
    others = {row.number: _said(row, current) for row in above}
    shown = []
    for row in rows:
        pair = Pair(row.number, _said(row, current))
        for where, key in row.matches:
            if where == "entry" and key in entries:
                pair.others.append((_("in the directory"), *entries[key]))
            elif where == "row" and key in others:
                pair.others.append((_("row %(n)s of the file") % {"n": key}, others[key], ""))
        shown.append(pair)
    return shown


def _entries(current: DirectoryImport, keys: list[int]) -> dict[int, tuple[str, str]]:
    """{key: (what is known, address)}"""
    if current.about == DirectoryImport.About.ORGANIZATIONS:
        found = Organization.objects.filter(pk__in=keys)
        return {one.pk: (_organization(one), one.get_absolute_url()) for one in found}
    people = Person.objects.filter(pk__in=keys).select_related("organization")
    return {one.pk: (_person(one), one.get_absolute_url()) for one in people}


def _organization(one: Organization) -> str:
    return _line(one.name, one.acronym, one.get_kind_display(), one.municipality, one.department_name)


def _person(one: Person) -> str:
    return _line(one.name, one.email, one.position, one.organization or "")


def _said(row: ImportRow, current: DirectoryImport) -> str:
    cells = cells_of(row, current.answers["mapping"])
    return _line(*(cells.get(name, "") for name in FIELDS[current.about]))


def _line(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def page(current: DirectoryImport, after: dict[str, int]) -> dict:
    """`after`: {standing: row number} from which each list goes on."""
    context: dict = {"import": current, "fields": fields_of(current), "failure": current.failure}
    if current.is_working:
        idle = (timezone.now() - current.moved_at).total_seconds()
        return context | {"is_stuck": idle > STUCK_SECONDS}
    if current.state != DirectoryImport.State.OPEN:
        return context
    tally = current.tally()
    (bad, more_bad), (double, more_double), (out, more_out) = parts(current, after).values()
    return context | {
        "tally": tally,
        "is_ready": is_ready(tally),
        "good": tally.get(Standing.GOOD, 0),
        "columns": columns(current),
        "kinds": Organization.Kind.choices if current.about == DirectoryImport.About.ORGANIZATIONS else [],
        "sheets": list(enumerate(current.sheets)),
        "wrongs": wrongs(current, bad),
        "bad": tally.get(Standing.BAD, 0),
        "more_bad": more_bad,
        "pairs": pairs(current, double),
        "double": tally.get(Standing.DOUBLE, 0),
        "more_double": more_double,
        "out": [(row.number, _said(row, current)) for row in out if row.left_out],
        "more_out": more_out,
    }
