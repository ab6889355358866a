"""One text with one or more minutes, in Markdown or as people write it."""

import datetime
import re
from dataclasses import dataclass, field

from meetings.importing.dates import day_in
from members.text import normalized, unix_lines

PRESENT, EXCUSED, UNEXCUSED, GUEST = "present", "excused", "unexcused", "guest"
LISTS = {
    PRESENT: (
        "asistentes",
        "asistencia",
        "presentes",
        "participantes",
        "attendees",
        "attendance",
        "present",
        "participants",
    ),
    EXCUSED: ("ausentes con excusa", "excusas", "excusados", "con excusa", "absent with excuse", "apologies"),
    UNEXCUSED: ("ausentes", "ausentes sin excusa", "inasistentes", "sin excusa", "absent"),
    GUEST: ("invitados", "invitadas", "guests"),
}
AGREED = "agreed"
AGREEMENTS = ["acuerdos", "compromisos", "decisiones", "tareas", "agreements", "commitments", "decisions", "actions"]
BULLET = re.compile(r"^\s*(?:[-*•+]|\d{1,3}[.)])\s+(.*\S)\s*$")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
BOLD = re.compile(r"^\*\*([^*]+?):?\*\*:?$")
LABEL = re.compile(r"^([^\s:][^:]{2,40}):$")
REMARK = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")
GIVEN = re.compile(r"^(?P<who>[^:→>]{2,80}?)\s*(?:->|→|=>|:)\s*(?P<what>.+)$")


@dataclass
class Came:
    name: str
    status: str
    remark: str = ""


@dataclass
class Agreed:
    """`who`: whom the text gives it to, "" where nobody; `due_on` None where it names no day."""

    text: str
    who: str = ""
    due_on: datetime.date | None = None


@dataclass
class Found:
    """`on` None where the text names no day, or one that can be read in two ways."""

    heading: str
    on: datetime.date | None
    people: list[Came] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def read(text: str) -> list[Found]:
    """Each heading with a day in it begins minutes; without one the whole text is one meeting's."""
    found: list[Found] = []
    before: list[str] = []
    level, list_of = 0, ""
    for line in unix_lines(text).split("\n"):
        heading, depth = _heading(line)
        day, names_a_day = day_in(heading) if heading else (None, False)
        if heading and names_a_day and (not found or not level or depth <= level):
            found.append(Found(heading, day, lines=[]))
            level, list_of = depth, ""
            continue
        if not found:
            before.append(line)
            continue
        found[-1].lines.append(line)
        list_of = _list_of(heading) if heading else list_of
        _take(found[-1], list_of, line)
    if found:
        return [one for one in found if one.people or one.agreed or one.text]
    whole = Found("", None, lines=before)
    for line in before:
        heading, _depth = _heading(line)
        list_of = _list_of(heading) if heading else list_of
        _take(whole, list_of, line)
    return [whole] if whole.text else []


def _heading(line: str) -> tuple[str, int]:
    """(its words, how deep), ("", 0) for what is none."""
    if match := HEADING.match(line.strip()):
        return match[2], len(match[1])
    if match := BOLD.match(line.strip()) or LABEL.match(line.strip()):
        return match[1], 7
    return "", 0


def _list_of(heading: str) -> str:
    """What stands in the list below: a status, AGREED, or "" for anything else."""
    plain = normalized(re.sub(r"[^\w\s]", " ", heading))
    for status, names in LISTS.items():
        if plain in names:
            return status
    return AGREED if plain.split(" ")[0] in AGREEMENTS else ""


def _take(found: Found, list_of: str, line: str) -> None:
    item = BULLET.match(line)
    if not item or not list_of:
        return
    if list_of == AGREED:
        found.agreed.append(agreement(item[1], [one.name for one in found.people]))
        return
    remark = REMARK.search(item[1])
    name = REMARK.sub(" ", item[1]).strip(" .,;")
    if name:
        found.people.append(Came(name[:150], list_of, remark[1].strip() if remark else ""))


def agreement(text: str, names: list[str]) -> Agreed:
    """«Ana Pérez -> llamar, antes del 30 de noviembre de 2024». Only somebody of the meeting is taken for a person."""
    known = {normalized(name) for name in names}
    given = GIVEN.match(text)
    who, what = (given["who"].strip(), given["what"].strip()) if given else ("", text)
    if normalized(who) not in known:
        who, what = "", text
    day, _named = day_in(what)
    return Agreed(what, who, day)
