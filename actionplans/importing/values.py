"""One cell understood. What it may mean besides is asked, never guessed."""

import calendar
import datetime
import re
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.text import normalized

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})")
YEAR = re.compile(r"(\d{4})")
WRITTEN = re.compile(r"(?:(\d{1,2})(?: de|[ \-/])? ?)?([a-z]+)\.?(?: del?|[ \-/,])? ?(\d{4})")
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
MONTHS = ("ene jan", "feb", "mar", "abr apr", "may", "jun", "jul", "ago aug", "sep set", "oct", "nov", "dic dec")
BY_NAME = {name: n for n, names in enumerate(MONTHS, start=1) for name in names.split()}


class Bad(Exception):
    """What is wrong with a cell, in words for whoever mends it."""

    def __init__(self, words: str | Promise):
        super().__init__(words)
        self.words = words


NO_DAY = _("This is no date that we understand. Write it like 2019-03-31.")
NO_NUMBER = _("This is no number.")


def is_numeric_day(text: str) -> bool:
    """6/1/2020: nobody knows which is the month, unless both are the same."""
    found = NUMERIC.fullmatch(text)
    return bool(found) and found[1] != found[2]


def is_part_of_a_day(text: str) -> bool:
    """A month or a year: it begins and ends."""
    return bool(MONTH.fullmatch(text) or YEAR.fullmatch(text)) or _written_month(text) is not None


def day(text: str, *, order: str = "", part: str = "") -> datetime.date:
    """`order`: "dmy" or "mdy"; `part`: whether a month means its "first" or its "last" day. Raises Bad."""
    try:
        return _day(text, order, part)
    except ValueError:
        raise Bad(NO_DAY) from None


def _day(text: str, order: str, part: str) -> datetime.date:
    if found := ISO.fullmatch(text):
        return datetime.date(*map(int, found.groups()))
    if found := NUMERIC.fullmatch(text):
        one, two, year = map(int, found.groups())
        return datetime.date(year, *((two, one) if order == "dmy" else (one, two)))
    if found := MONTH.fullmatch(text):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return _part_of(int(year), int(month), part)
    if found := YEAR.fullmatch(text):
        return _part_of(int(text), 1 if part == "first" else 12, part)
    found = WRITTEN.fullmatch(normalized(text))
    if not found or found[2][:3] not in BY_NAME:
        raise ValueError(text)
    month = BY_NAME[found[2][:3]]
    return datetime.date(int(found[3]), month, int(found[1])) if found[1] else _part_of(int(found[3]), month, part)


def _written_month(text: str) -> re.Match | None:
    found = WRITTEN.fullmatch(normalized(text))
    return found if found and not found[1] and found[2][:3] in BY_NAME else None


def _part_of(year: int, month: int, part: str) -> datetime.date:
    return datetime.date(year, month, 1 if part == "first" else calendar.monthrange(year, month)[1])


def number(text: str) -> Decimal:
    """«1.200.000,50», «1,200,000.50», «12,5», «$ 1 200 000». Raises Bad, also for 1.200, which may be either."""
    bare = re.sub(r"[\s$€\u00a0\u202f]|COP|USD|EUR", "", text)
    if not NUMBER.fullmatch(bare):
        raise Bad(NO_NUMBER)
    signs = re.sub(r"[^.,]", "", bare)
    if len(set(signs)) == 1 and len(signs) == 1 and len(bare.rpartition(signs)[2]) == 3:
        raise Bad(_("Is that a thousand or a fraction? Write 1200 or 1.20."))
    if signs and (len(set(signs)) == 2 or len(signs) == 1):
        fraction = signs[-1]
        bare = bare.replace("," if fraction == "." else ".", "").replace(fraction, ".")
    else:
        bare = re.sub(r"[.,]", "", bare)
    try:
        return Decimal(bare)
    except InvalidOperation:
        raise Bad(NO_NUMBER) from None


def weight(text: str, *, shares: bool = False) -> Decimal:
    """A percentage, from «12,5 %» or, as `shares`, from 0.125. Raises Bad."""
    value = number(text.removesuffix("%").strip())
    if shares and not text.endswith("%"):
        value *= 100
    if not 0 <= value <= 100:
        raise Bad(_("A weight is between 0 and 100."))
    return round(value, 2)


def parts(text: str, separator: str = "") -> list[str]:
    """Several in a cell: by line and semicolon, and by what was answered."""
    pattern = "[\n;]" if separator in ("", "one") else f"[\n;{re.escape(separator)}]"
    return list(dict.fromkeys(" ".join(one.split()) for one in re.split(pattern, text) if one.strip()))


def codes(text: str) -> list[str]:
    """«Sí, 1.1, 1.2» is ["1.1", "1.2"]; «No» and nothing are none. Raises Bad for other words."""
    if normalized(text) in ("", "no", "ninguna", "none", "n/a", "na", "-"):
        return []
    found = re.findall(r"(?:fila|row) \d+|[\w]+(?:[.\-]\w+)+|\d+", normalized(text))
    left = re.sub(r"(?:fila|row) \d+|[\w]+(?:[.\-]\w+)+|\d+|\bsi\b|\byes\b|\by\b|\band\b|[\s,;.]", "", normalized(text))
    if left or not found:
        raise Bad(_("Write the numbers of the activities that come before it, such as 1.1, 1.2."))
    return found
