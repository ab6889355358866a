"""What the file leaves open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.importing import values
from actionplans.importing.columns import DAYS, KINDS, ORGANIZATIONS, WEIGHTS
from members.text import normalized

DATE_ORDER, SHARES, SEPARATOR, BELONGS = "date_order", "shares", "separator", "belongs"
OF_EITHER = {"text", "text_en", "weight", "after", "lead", "support", "area", "starts_on", "ends_on", "tags", "budget"}
OF_EITHER |= {"funder", "authority_level"}


@dataclass(frozen=True)
class Question:
    """`choices` is empty where words are asked for. `example`: from the file."""

    name: str
    words: str | Promise
    choices: tuple[tuple[str, str | Promise], ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Source:
    """The rows with their columns by field: [(number, {field: cell})]; `headings`: by field."""

    rows: list[tuple[int, dict[str, str]]]
    headings: Mapping[str, str]

    @property
    def is_long(self) -> bool:
        """A row an item, as in our own files."""
        return {"kind", "title"} <= self.headings.keys()

    def cells(self, fields: Iterable[str]) -> Iterable[str]:
        wanted = [field for field in fields if field in self.headings]
        return (row[field] for _number, row in self.rows for field in wanted if row[field])


def asked(source: Source, known: Mapping[str, object]) -> list[Question]:
    """In the order in which they are asked. `known`: organizations by their normalized name or acronym."""
    return [*_parents(source), *_belonging(source), *asked_of_cells(source, known)]


def asked_of_cells(source: Source, known: Mapping[str, object]) -> list[Question]:
    """What may be read in more than one way, wherever the rows belong."""
    return [*_days(source), *_weights(source), *_separator(source, known)]


def _parents(source: Source) -> Iterable[Question]:
    """A column for a level that has something below it, but none of its own."""
    if source.is_long:
        return
    there = [kind for kind in KINDS if {kind, f"{kind}_code"} & source.headings.keys()]
    if not there:
        return
    for kind in KINDS[: KINDS.index(there[-1])]:
        if kind not in there:
            yield Question(f"title_{kind}", MISSING[kind])


def _belonging(source: Source) -> Iterable[Question]:
    both = all({kind, f"{kind}_code"} & source.headings.keys() for kind in ("activity", "indicator"))
    if both and not source.is_long and OF_EITHER & source.headings.keys():
        example = ", ".join(source.headings[field] for field in source.headings if field in OF_EITHER)
        choices = (("activity", _("of the activity")), ("indicator", _("of the indicator")))
        yield Question(
            BELONGS, _("Activities and indicators share rows. Of which are these columns?"), choices, example
        )


MISSING = {
    "line": _("The file has no column of strategic lines. Under which line does all of it stand?"),
    "objective": _("The file has no column of objectives. Under which objective does all of it stand?"),
    "activity": _("The file has no column of activities. Under which activity does all of it stand?"),
}


def _days(source: Source) -> Iterable[Question]:
    numeric = [cell for cell in source.cells(DAYS) if values.is_numeric_day(cell)]
    if numeric:
        # One that can be read in one way alone tells most.
        telling = [cell for cell in numeric if any(int(n) > 12 for n in values.NUMERIC.fullmatch(cell).groups()[:2])]
        choices = (("dmy", _("day/month/year")), ("mdy", _("month/day/year")))
        yield Question(DATE_ORDER, _("What comes first in its dates?"), choices, (telling or numeric)[0])
    for field, words in MONTHS.items():
        partial = [cell for cell in source.cells([field]) if values.is_part_of_a_day(cell)]
        if partial:
            yield Question(f"part_{field}", words, FIRST_OR_LAST, partial[0])


FIRST_OR_LAST = (("first", _("on its first day")), ("last", _("on its last day")))
MONTHS = {
    "starts_on": _("Some starts name a month or a year alone. When does it start?"),
    "ends_on": _("Some ends name a month or a year alone. When does it end?"),
}


def _weights(source: Source) -> Iterable[Question]:
    """Without any %, and none above 1: shares of one, or very small percentages."""
    if "uid" in source.headings:
        return
    cells = list(source.cells(WEIGHTS))
    try:
        numbers = [values.number(cell) for cell in cells if not cell.endswith("%")]
    except values.Bad:
        return
    if len(numbers) == len(cells) and numbers and max(numbers) <= 1 and any(n != int(n) for n in numbers):
        choices = (("yes", _("40 %")), ("no", _("0.4 %")))
        yield Question(SHARES, _("The weights are all below 1. What does 0.4 mean?"), choices, cells[0])


def _separator(source: Source, known: Mapping[str, object]) -> Iterable[Question]:
    if "uid" in source.headings:
        return
    for cell in source.cells(ORGANIZATIONS):
        for name in values.parts(cell):
            sign = next((sign for sign in (",", "/") if sign in name), "")
            if sign and normalized(name) not in known:
                choices = (("one", _("It is one name")), (sign, _("Several, parted by “%(sign)s”") % {"sign": sign}))
                yield Question(SEPARATOR, _("Is this one organization, or several?"), choices, name)
                return
