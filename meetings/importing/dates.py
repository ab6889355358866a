"""Days in running text."""

import datetime
import re

from members.text import normalized

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero january jan ene",
            "febrero february feb",
            "marzo march mar",
            "abril april abr apr",
            "mayo may",
            "junio june jun",
            "julio july jul",
            "agosto august ago aug",
            "septiembre setiembre september sep",
            "octubre october oct",
            "noviembre november nov",
            "diciembre december dic dec",
        ),
        start=1,
    )
    for name in names.split()
}
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
IN_WORDS = re.compile(r"\b(\d{1,2})\s+(?:de\s+)?([a-z]{3,10})\.?\s+(?:de[l]?\s+)?(\d{4})\b")
NUMBERS = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def day_in(text: str) -> tuple[datetime.date | None, bool]:
    """(the first day that the text names, whether it names one at all). 4/6/2018 may be two days: then it is None."""
    plain = normalized(text)
    if found := ISO.search(plain):
        return _day(*found.groups()), True
    for found in IN_WORDS.finditer(plain):
        day, month, year = found.groups()
        if month in MONTHS:
            return _day(year, MONTHS[month], day), True
    if found := NUMBERS.search(plain):
        first, second, year = (int(part) for part in found.groups())
        if first > 12:
            return _day(year, second, first), True
        if second > 12 or first == second:
            return _day(year, first, second), True
        return None, True
    return None, False


def _day(year: int | str, month: int | str, day: int | str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
