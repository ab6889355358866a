"""An acta for readers, in the order of a real one and in one language: sections of ready words, whatever the format."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from meetings.models import FOLLOW_UP, Agreement, Attendance, Meeting, Proceedings
from meetings.presentation.acta_content import Acta
from meetings.presentation.acta_state import state_of
from meetings.presentation.facts import turnout_words
from meetings.presentation.when import clock, day
from members import paper

Status, Capacity = Attendance.Status, Attendance.Capacity
PRESENT = (Status.PRESENT, Status.REMOTE)


def document(acta: Acta, language: str, *, place: bool) -> dict:
    """{"title", "subtitle", "state", "is_final", "fingerprint", "sections": [{"kind", "heading", "level", …}], …}.

    `kind` and what comes with it: pairs ("rows": [[name, words]]), table ("head", "rows"), list ("items"), text
    ("text": Markdown), signatures ("items": [role, name]). `place`: whether the reader may know where it was and who
    by name came; otherwise organizations stand for their people.
    """
    with override(language):
        meeting = acta.content["meeting"]
        data = {
            "language": language,
            "alliance": settings.ALLIANCE_NAME,
            "title": gettext("Minutes %(number)s") % {"number": meeting["number"]},
            "subtitle": meeting["title"],
            "state": state_of(acta),
            "is_final": acta.version is not None and acta.version.published_at is not None,
            "fingerprint": gettext("Fingerprint (SHA-256): %(sha256)s") % {"sha256": acta.version.content_sha256}
            if acta.version
            else "",
            "page": gettext("Page"),
            "sections": list(_sections(acta, place)),
        }
    return paper.without_what_is_no_text(data)


def _sections(acta: Acta, place: bool) -> Iterator[dict]:
    content = acta.content
    yield {"kind": "pairs", "heading": "", "level": 1, "rows": list(_facts(acta, place))}
    if content["attendance"]:
        yield _section("list", gettext("Attendance"), items=[])
        yield from _attendance(acta, place)
    yield from _before(content)
    if content["agenda"]:
        yield _section("list", gettext("Agenda"), items=list(_agenda(content)))
    yield _section("text", gettext("What was discussed"), text=content["text"])
    if content["agreements"]:
        head = [gettext("Number"), gettext("What was agreed"), gettext("Responsible"), gettext("Due")]
        rows = [_agreement(one, acta, place) for one in content["agreements"]]
        yield _section("table", gettext("Agreements"), head=head, rows=rows)
    if content["next_at"]:
        yield _section("list", gettext("Next meeting"), items=[_when(content["next_at"], content)])
    yield _section("signatures", gettext("Signatures"), items=list(_signatures(acta, place)))


def _section(kind: str, heading: str, level: int = 1, **more) -> dict:
    return {"kind": kind, "heading": heading, "level": level, **more}


def _facts(acta: Acta, place: bool) -> Iterator[list[str]]:
    content, meeting = acta.content, acta.content["meeting"]
    yield [gettext("Body"), meeting["body"]]
    yield [gettext("Kind"), f"{Meeting.Kind(meeting['kind']).label}, {Meeting.Mode(meeting['mode']).label}"]
    if place and meeting["place"]:
        yield [gettext("Place"), ", ".join(filter(None, (meeting["place"], meeting["city"])))]
    elif meeting["city"]:
        yield [gettext("City"), meeting["city"]]
    yield [gettext("Began"), _when(meeting["starts_at"], content)]
    if meeting["ended_at"]:
        yield [gettext("Ended"), _when(meeting["ended_at"], content)]
    elif meeting["ends_at"]:
        yield [gettext("Planned until"), _when(meeting["ends_at"], content)]
    if meeting["convened_by"]:
        yield [gettext("Convened by"), meeting["convened_by"]]
    yield from _convened(content)
    yield from _turnout(content["turnout"])
    if meeting["chair"]:
        yield [gettext("The body is chaired by"), meeting["chair"]]
    if place:
        yield from ([label, _person(acta, who)] for label, who in _officers(content) if who)


def _convened(content: dict) -> Iterator[list[str]]:
    names = list(dict.fromkeys(one["organization"] for one in content["attendance"] if one["speaks"]))
    if names:
        number = ngettext("%(n)s organization", "%(n)s organizations", len(names)) % {"n": len(names)}
        yield [gettext("Convened"), f"{number}: {'; '.join(names)}"]


def _turnout(there: dict) -> Iterator[list[str]]:
    of_all = gettext("%(n)s of %(all)s organizations") % {"n": there["organizations"], "all": there["invited"]}
    yield [gettext("Present"), f"{turnout_words(there['representatives'], there['organizations'])}, {of_all}"]
    if there["needed"] is not None:
        enough = there["organizations"] >= there["needed"]
        words = gettext("There is a quorum (%(n)s).") if enough else gettext("There is no quorum (%(n)s).")
        yield [gettext("Quorum"), words % {"n": there["needed"]}]


def _attendance(acta: Acta, place: bool) -> Iterator[dict]:
    rows = acta.content["attendance"]
    came = [one for one in rows if one["status"] in PRESENT]
    groups = [
        (gettext("Those present"), [one for one in came if one["speaks"]]),
        (gettext("Guests and observers"), [one for one in came if not one["speaks"]]),
        (gettext("Absent with an excuse"), [one for one in rows if one["status"] == Status.EXCUSED]),
        (gettext("Absent without an excuse"), [one for one in rows if one["status"] == Status.UNEXCUSED]),
        (gettext("Not marked yet"), [one for one in rows if one["status"] == Status.INVITED]),
    ]
    for heading, group in groups:
        by_organization: dict[str, list[dict]] = defaultdict(list)
        for one in group:
            by_organization[one["organization"] or "—"].append(one)
        if group:
            table = [[name, _people(acta, of, place)] for name, of in by_organization.items()]
            yield _section("table", heading, 2, head=[gettext("Organization"), gettext("Persons")], rows=table)


def _people(acta: Acta, rows: list[dict], place: bool) -> str:
    if not place:
        return str(len(rows))
    return "; ".join(f"{_person(acta, one['person'])} ({Capacity(one['capacity']).label})" for one in rows)


def _person(acta: Acta, pk: int) -> str:
    named = acta.names[pk]
    return ", ".join(filter(None, (named.name, named.position)))


def _before(content: dict) -> Iterator[dict]:
    """The previous acta, and what was gone over of it and of those before."""
    previous = content["previous"]
    if previous:
        said = Proceedings.Decision(previous["decision"]).label
        number = gettext("Minutes %(number)s") % previous
        words = f"{number}, {previous['title']}: {said}. {previous['words']}".strip()
        yield _section("list", gettext("Approval of the previous minutes"), items=[words])
    if content["reviewed"]:
        head = [gettext("Number"), gettext("What was agreed"), gettext("Responsible"), gettext("Due"), gettext("State")]
        rows = [_reviewed(one) for one in content["reviewed"]]
        yield _section("table", gettext("Review of earlier commitments"), head=head, rows=rows)


def _reviewed(one: dict) -> list[str]:
    state = ": ".join(filter(None, (str(Agreement.State(one["state"]).label), one["words"])))
    return [one["number"], one["text"], one["owner"], _day(one["due_on"]), state]


def _agenda(content: dict) -> Iterator[str]:
    for n, item in enumerate(content["agenda"], start=1):
        title = gettext(FOLLOW_UP) if item["follow_up"] else item["title"]
        yield f"{n}. {title}" + (f" ({item['presenter']})" if item["presenter"] else "")


def _agreement(one: dict, acta: Acta, place: bool) -> list[str]:
    who = one["owner"]
    if place and one["person"]:
        who = f"{who} · {acta.names[one['person']].name}"
    if one["partners"]:
        who += " " + gettext("(with %(names)s)") % {"names": "; ".join(one["partners"])}
    kind = "" if one["kind"] == Agreement.Kind.COMMITMENT else f" ({Agreement.Kind(one['kind']).label})"
    return [one["number"], f"{one['text']}{kind}", who, _day(one["due_on"])]


def _officers(content: dict) -> list[tuple[str, int | None]]:
    return [(gettext("Chair"), content["chair"]), (gettext("Secretary"), content["secretary"])]


def _signatures(acta: Acta, place: bool) -> Iterator[list[str]]:
    for role, who in _officers(acta.content):
        yield [role, acta.names[who].name if who and place else ""]


def _day(iso: str | None) -> str:
    return day(datetime.date.fromisoformat(iso)) if iso else ""


def _when(iso: str, content: dict) -> str:
    zone = content["meeting"]["time_zone"]
    return clock(timezone.localtime(datetime.datetime.fromisoformat(iso), ZoneInfo(zone)), zone)
