"""One cell understood, or the code of what is wrong with it (members.importing.words says it in words)."""

import datetime
import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import override

from members.models import Organization, Topic
from members.places import departments
from members.text import normalized

DAMAGED = re.compile("\ufffd|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|(?<=\\w)\\?(?=\\w)")
FORMULA = re.compile(r"[=@+\-\t]")
TELEPHONE = re.compile(r"\+?[\d\s().\-/]+(\s*(ext|x)\.?\s*\d+)?", re.IGNORECASE)
BETWEEN = re.compile(r"[;|\n]")
WEB, LANGUAGES = URLValidator(schemes=["http", "https"]), {"es": "es", "en": "en"}


class Wrong(Exception):
    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def text(cell: str, longest: int) -> str:
    if FORMULA.match(cell):
        raise Wrong("formula")
    if len(cell) > longest:
        raise Wrong("long")
    if DAMAGED.search(cell):
        raise Wrong("damaged")
    return " ".join(cell.split())


def choice(cell: str, known: dict[str, str]) -> str:
    """`known`: {normalized word: value}"""
    if not cell:
        return ""
    try:
        return known[normalized(cell)]
    except KeyError:
        raise Wrong("choice") from None


def words_of(choices: Iterable) -> dict[str, str]:
    """{normalized word: value} of a list of choices, in both languages, and by the value itself."""
    known = {}
    for language in ("es", "en"):
        with override(language):
            known |= {normalized(str(label)): value for value, label in choices}
    return known | {normalized(value): value for value, _label in choices}


def kinds() -> dict[str, str]:
    return words_of(Organization.Kind.choices) | {
        normalized(word): Organization.Kind.MEMBER for word in ("miembro", "osc", "member", "CSO")
    }


def levels() -> dict[str, str]:
    return words_of(Organization.Level.choices)


def places() -> dict[str, str]:
    """{what a department may be called: code}: its name or the beginning of a long one, a capital's own, its code."""
    known = {}
    for code, name in departments():
        short = normalized(name.partition(",")[0]).removeprefix("distrito capital de ")
        called = (normalized(name), normalized(code), normalized(code.partition("-")[2]), short)
        known |= {word: code for word in called if word not in known}
    return known


def department(cell: str, known: dict[str, str]) -> str:
    """«Bogotá, D.C.» is Bogotá."""
    return choice(re.sub(r"[,\s]+d\.?\s?c\.?$", "", cell, flags=re.IGNORECASE), known)


def languages() -> dict[str, str]:
    return LANGUAGES | {"espanol": "es", "castellano": "es", "spanish": "es", "ingles": "en", "english": "en"}


def day(cell: str) -> str:
    """ISO 8601. 4/6/2018 may be April or June: it is asked for, not guessed."""
    if not cell:
        return ""
    try:
        return datetime.date.fromisoformat(cell).isoformat()
    except ValueError:
        pass
    found = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", cell)
    if not found:
        raise Wrong("day")
    first, second, year = map(int, found.groups())
    if first <= 12 and second <= 12 and first != second:
        raise Wrong("which_day")
    day_of_month, month = (first, second) if second <= 12 else (second, first)
    try:
        return datetime.date(year, month, day_of_month).isoformat()
    except ValueError:
        raise Wrong("day") from None


def website(cell: str) -> str:
    if not cell:
        return ""
    address = cell if "://" in cell else f"https://{cell}"
    try:
        WEB(address)
    except ValidationError:
        raise Wrong("website") from None
    if len(address) > 200:
        raise Wrong("long")
    return address


def email(cell: str) -> str:
    if not cell:
        return ""
    try:
        validate_email(cell)
    except ValidationError:
        raise Wrong("email") from None
    if len(cell) > 254:
        raise Wrong("long")
    return cell


def phone(cell: str) -> str:
    if cell and (len(cell) > 40 or not TELEPHONE.fullmatch(cell)):
        raise Wrong("phone")
    return cell


def topics(cell: str, kind: str, known: list[Topic]) -> list[int]:
    """Keys; several words are parted by ; or |."""
    by_name = {
        normalized(name): one.pk for one in known if one.kind == kind for name in (one.name, one.name_en) if name
    }
    words = [normalized(word) for word in BETWEEN.split(cell) if word.strip()]
    if any(word not in by_name for word in words):
        raise Wrong("topic")
    return list(dict.fromkeys(by_name[word] for word in words))
