"""A row of the file as what would be written, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from members.importing import values
from members.importing.values import Wrong
from members.models import Topic
from members.text import normalized

NAME = {"organizations": 200, "people": 150}


@dataclass
class Checked:
    """`values`: {field: value that JSON can hold}; `problems`: [[field, code]]."""

    values: dict = field(default_factory=dict)
    problems: list[list[str]] = field(default_factory=list)

    def take(self, name: str, read: Callable, *arguments) -> None:
        try:
            self.values[name] = read(*arguments)
        except Wrong as wrong:
            self.problems.append([name, wrong.code])


class Organizations:
    """`kind`: of all rows that say none, "" where nobody has said."""

    def __init__(self, kind: str = ""):
        self.kind, self.topics = kind, list(Topic.objects.all())
        self.kinds, self.levels, self.places = values.kinds(), values.levels(), values.places()

    def check(self, cells: dict[str, str], confirmed: frozenset[str]) -> Checked:
        """`confirmed`: fields whose damaged-looking letters somebody has said to be right."""
        found = Checked()
        for name, longest in (("name", NAME["organizations"]), ("acronym", 30), ("municipality", 100)):
            found.take(name, _text, cells, name, longest, confirmed)
        found.take("kind", lambda: values.choice(cells.get("kind", ""), self.kinds) or self.kind)
        found.take("level", values.choice, cells.get("level", ""), self.levels)
        found.take("department", values.department, cells.get("department", ""), self.places)
        found.take("website", values.website, cells.get("website", ""))
        found.take("joined_on", values.day, cells.get("joined_on", ""))
        for name, kind in (("themes", Topic.Kind.THEME), ("populations", Topic.Kind.POPULATION)):
            found.take(name, values.topics, cells.get(name, ""), kind, self.topics)
        _needed(found, "name", "kind")
        return found


class People:
    def __init__(self, organizations: list[tuple[int, str, str]]):
        """`organizations`: (key, name, acronym); one key may come with several names"""
        self.languages = values.languages()
        self.by_name = {normalized(name): pk for pk, name, _acronym in organizations}
        self.by_acronym: dict[str, set[int]] = {}
        for pk, _name, acronym in organizations:
            if acronym:
                self.by_acronym.setdefault(normalized(acronym), set()).add(pk)

    def check(self, cells: dict[str, str], confirmed: frozenset[str]) -> Checked:
        found = Checked()
        for name, longest in (("name", NAME["people"]), ("position", 120)):
            found.take(name, _text, cells, name, longest, confirmed)
        found.take("email", values.email, cells.get("email", ""))
        found.take("phone", values.phone, cells.get("phone", ""))
        found.take("language", lambda: values.choice(cells.get("language", ""), self.languages) or "es")
        found.take("organization", self.organization, cells.get("organization", ""))
        _needed(found, "name")
        return found

    def organization(self, cell: str) -> int | None:
        key = normalized(cell)
        if not key:
            return None
        if key in self.by_name:
            return self.by_name[key]
        named = self.by_acronym.get(key, set())
        if len(named) > 1:
            raise Wrong("two_organizations")
        if not named:
            raise Wrong("organization")
        return next(iter(named))


def _text(cells: dict[str, str], name: str, longest: int, confirmed: frozenset[str]) -> str:
    try:
        return values.text(cells.get(name, ""), longest)
    except Wrong as wrong:
        if wrong.code == "damaged" and name in confirmed:
            return " ".join(cells[name].split())
        raise


def _needed(found: Checked, *names: str) -> None:
    wrong = {name for name, _code in found.problems}
    found.problems += [[name, "missing"] for name in names if name not in wrong and not found.values.get(name)]
