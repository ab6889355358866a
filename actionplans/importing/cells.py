"""Cells of columns that hold one of a few words, or several things each."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from actionplans.importing import values
from actionplans.importing.values import Bad
from actionplans.models import PlanItem, VersionItem
from members.text import normalized


def kind(text: str) -> str:
    wanted = normalized(text)
    for one in PlanItem.Kind:
        if wanted in (one.value, normalized(str(one.label)), *OTHER_WORDS[one.value]):
            return one.value
    raise Bad(_("Write strategic line, objective, activity or indicator."))


OTHER_WORDS = {
    "line": ("linea estrategica", "linea", "strategic line"),
    "objective": ("objetivo", "objective"),
    "activity": ("actividad", "activity", "accion"),
    "indicator": ("indicador", "indicator"),
}


def uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Bad(_("This is no identity of ours. Empty the cell where the row is new.")) from None


def level(text: str) -> str:
    wanted = normalized(text)
    spanish = {"nacional": "national", "departamental": "departmental", "municipal": "municipal"}
    for one in VersionItem.AuthorityLevel:
        if wanted == one.value or spanish.get(wanted) == one.value:
            return one.value
    raise Bad(_("Write national, departmental or municipal."))


def tags(text: str) -> list[str]:
    return _checked_tags(one for part in text.split("\n") for one in values.parts(part, ","))


def our_tags(text: str) -> list[str]:
    """A line each; a comma parts them, as in our form. A semicolon is a sign like any other there."""
    return _checked_tags(" ".join(one.split()) for one in text.replace(",", "\n").split("\n"))


def _checked_tags(tags: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(filter(None, tags)))
    if any(len(tag) > 60 for tag in found):
        raise Bad(_("At most %(n)s letters fit here.") % {"n": 60})
    return found


def targets(text: str) -> list[dict]:
    """A line each: «2019-12-31: 12»."""
    found = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        until, colon, value = line.partition(":")
        if not colon or not value.strip():
            raise Bad(_("Write a line for each target, like 2019-12-31: 12."))
        found.append({"until": values.day(until.strip(), part="last").isoformat(), "value": value.strip()})
    return sorted(found, key=lambda one: one["until"])


def budget(text: str):
    amount = values.number(text)
    if amount < 0 or amount >= 10**14:
        raise Bad(_("A budget can't be negative.") if amount < 0 else values.NO_NUMBER)
    return round(amount, 2)


READERS: dict[str, Callable] = {
    "authority_level": level,
    "tags": tags,
    "targets": targets,
    "budget": budget,
}
EMPTY = {"authority_level": "", "tags": [], "targets": []}
