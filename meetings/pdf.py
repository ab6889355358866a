"""The acta on paper, in the order of a real one: what, when, who was there, agenda, what was said, what was agreed."""

from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext, override

from meetings.models import PRESENT, Attendance, Meeting, Minutes
from meetings.presentation.blocks import blocks
from meetings.presentation.facts import speaks, turnout
from meetings.presentation.when import day, when
from members import paper
from members.days import full_day

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "meetings" / "acta.typ"
Status = Attendance.Status


def acta(meeting: Meeting, minutes: Minutes, language: str, *, place: bool) -> bytes:
    return paper.printed(document(meeting, minutes, language, place=place), TEMPLATE)


def document(meeting: Meeting, minutes: Minutes, language: str, *, place: bool) -> dict:
    """Strings ready to be set, whatever the format. `place`: whether the reader may know where it was and who by name
    came; otherwise organizations stand for their people."""
    with override(language):
        rows = list(meeting.attendances.select_related("person", "organization"))
        agreements = list(meeting.agreements.select_related("owner", "owner_person").order_by("sequence"))
        facts = turnout(rows, meeting.body, members=meeting.body.members_on(meeting.local_start.date()))
        data = {
            "language": language,
            "alliance": settings.ALLIANCE_NAME,
            "title": gettext("Minutes %(number)s") % {"number": meeting.number},
            "subtitle": meeting.title,
            "state": _state(minutes),
            "is_final": minutes.is_published,
            "facts": list(_facts(meeting, facts, place)),
            "attendance": list(_attendance(rows, place)),
            "agenda": [item.name for item in meeting.agenda.all()],
            "text": [asdict(block) for block in blocks(minutes.text)],
            "agreements": [_agreement(one, place) for one in agreements],
            "signatures": [gettext("Chair"), gettext("Secretary")],
            "labels": _labels(),
        }
    return paper.without_what_is_no_text(data)


def _state(minutes: Minutes) -> str:
    if minutes.is_published and minutes.published_at:
        return gettext("Published on %(day)s.") % {"day": full_day(minutes.published_at.date())}
    return gettext("Draft, not published.")


def _facts(meeting: Meeting, facts, place: bool):
    yield gettext("Body"), meeting.body.name
    yield gettext("Kind"), f"{meeting.get_kind_display()}, {meeting.get_mode_display()}"
    yield gettext("When"), when(meeting)
    if place and (meeting.place or meeting.city):
        yield gettext("Place"), ", ".join(filter(None, (meeting.place, meeting.city)))
    elif meeting.city:
        yield gettext("City"), meeting.city
    if meeting.convened_by:
        yield gettext("Convened by"), meeting.convened_by
    if meeting.body.chair:
        yield gettext("Chair"), meeting.body.chair.name
    yield gettext("Present"), f"{facts.sentence}, {facts.organizations_of}"
    if facts.quorum is not None:
        words = gettext("There is a quorum (%(n)s).") if facts.has_quorum else gettext("There is no quorum (%(n)s).")
        yield gettext("Quorum"), words % {"n": facts.quorum}


def _attendance(rows: list[Attendance], place: bool):
    """[(heading, [(organization, people)])]: present, excused, absent, guests."""
    groups = [
        (gettext("Present"), [row for row in rows if row.status in PRESENT and speaks(row)]),
        (gettext("Guests and observers"), [row for row in rows if row.status in PRESENT and not speaks(row)]),
        (gettext("Excused"), [row for row in rows if row.status == Status.EXCUSED]),
        (gettext("Absent"), [row for row in rows if row.status == Status.UNEXCUSED]),
    ]
    for heading, group in groups:
        by_organization: dict[str, list[Attendance]] = defaultdict(list)
        for row in group:
            by_organization[row.organization.name if row.organization else "—"].append(row)
        if group:
            yield {"heading": heading, "rows": [[name, _people(of, place)] for name, of in by_organization.items()]}


def _people(rows: list[Attendance], place: bool) -> str:
    if not place:
        return str(len(rows))
    return "; ".join(f"{row.person.name} ({row.get_capacity_display()})" for row in rows)


def _agreement(row, place: bool) -> list[str]:
    who = row.owner.name if row.owner else ""
    if place and row.owner_person:
        who = f"{who} · {row.owner_person.name}"
    return [row.number, row.text, who, day(row.due_on) if row.due_on else ""]


def _labels() -> dict[str, str]:
    return {
        "attendance": gettext("Attendance"),
        "agenda": gettext("Agenda"),
        "text": gettext("What was discussed"),
        "agreements": gettext("Agreements"),
        "organization": gettext("Organization"),
        "people": gettext("Persons"),
        "number": gettext("Number"),
        "what": gettext("What was agreed"),
        "who": gettext("Responsible"),
        "due": gettext("Due"),
        "signatures": gettext("Signatures"),
        "page": gettext("Page"),
    }
