"""What an acta says, as plain data: one shape for drafts and frozen versions, pages, PDF, Word and the fingerprint.

content = {
  "schema": 1, "number": 1, "correction": why it was corrected, or "",
  "meeting": {"number", "title", "kind", "mode", "body", "chair": organization, "starts_at", "ends_at", "ended_at",
              "time_zone", "city", "place", "convened_by"},
  "chair": person | null, "secretary": person | null,
  "turnout": {"representatives", "organizations", "invited": organizations, "needed": quorum | null},
  "attendance": [{"person", "organization", "organization_id": id | null, "capacity", "status", "speaks": bool}],
  "previous": {"number", "title", "decision", "words"} | null,
  "reviewed": [{"number", "text", "owner", "due_on", "state", "words"}],   # as they stood at the meeting
  "agenda": [{"title", "follow_up": bool, "presenter"}],   # the follow-up is called in the reader's language
  "text": Markdown,
  "agreements": [{"number", "kind", "text", "owner", "person": person | null, "partners": [name], "due_on"}],
  "next_at": moment | null
}
A person is an id, whose name stands beside the content; an organization its name. Moments are ISO 8601 in UTC, days
ISO 8601; choices are their codes, so that the same content is read in any language.
"""

import datetime
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from meetings.models import AgendaItem, Agreement, Attendance, Meeting, Minutes, MinutesVersion, Proceedings
from meetings.presentation.facts import speaks, turnout
from members.models import Person

SCHEMA = 1
NO_PROCEEDINGS = Proceedings()


@dataclass(frozen=True)
class Named:
    name: str
    position: str = ""


@dataclass(frozen=True)
class Acta:
    """A content with the names of its people; `version` None: the draft as it stands now."""

    content: dict
    names: dict[int, Named]
    version: MinutesVersion | None = None


def acta_of(version: MinutesVersion) -> Acta:
    """Frozen: one query."""
    rows = version.people.values_list("person", "name", "position")
    return Acta(version.frozen_content, {person: Named(name, position) for person, name, position in rows}, version)


def draft_of(meeting: Meeting, minutes: Minutes) -> Acta:
    content = build(meeting, minutes.text, number=next_number(minutes), correction=minutes.correction)
    return Acta(content, names_of(content, meeting))


def next_number(minutes: Minutes) -> int:
    return minutes.current.number + 1 if minutes.current else 1


def build(meeting: Meeting, text: str, *, number: int = 1, correction: str = "") -> dict:
    rows = list(meeting.attendances.select_related("person", "organization").order_by(*Attendance._meta.ordering))
    held = getattr(meeting, "proceedings", NO_PROCEEDINGS)
    there = turnout(rows, meeting.body, members=meeting.body.members_on(meeting.local_start.date()))
    return {
        "schema": SCHEMA,
        "number": number,
        "correction": correction,
        "meeting": _meeting(meeting, held),
        "chair": held.chair_id,
        "secretary": held.secretary_id,
        "turnout": {
            "representatives": there.representatives,
            "organizations": there.organizations,
            "invited": there.organizations_invited,
            "needed": there.quorum,
        },
        "attendance": [_attendance(row) for row in rows],
        "previous": _previous(held),
        "reviewed": [_reviewed(one) for one in meeting.reviewed.select_related("agreement")],
        "agenda": [_item(one) for one in meeting.agenda.all()],
        "text": text,
        "agreements": [_agreement(one) for one in _agreements(meeting)],
        "next_at": _moment(held.next_at),
    }


def names_of(content: dict, meeting: Meeting) -> dict[int, Named]:
    """As they were called when they were marked at the meeting; whoever wasn't, as the directory has them now."""
    people = {one["person"] for one in (*content["attendance"], *content["agreements"])}
    people |= {content["chair"], content["secretary"]}
    there = meeting.attendances.filter(person=OuterRef("pk")).exclude(person_name="").values("person_name")
    called = Coalesce(Subquery(there[:1]), "name")
    found = (
        Person.objects.filter(pk__in=people - {None}).annotate(called=called).values_list("pk", "called", "position")
    )
    return {pk: Named(name, position) for pk, name, position in found}


def organizations_there(content: dict) -> set[int]:
    """The ids of those for whom somebody was there and spoke."""
    there = (one for one in content["attendance"] if one["speaks"] and one["status"] in ("present", "remote"))
    return {one["organization_id"] for one in there}


def _meeting(meeting: Meeting, held: Proceedings) -> dict:
    fields = ("number", "title", "kind", "mode", "time_zone", "city", "place", "convened_by")
    return {name: getattr(meeting, name) for name in fields} | {
        "body": meeting.body.name,
        "chair": meeting.body.chair.name if meeting.body.chair else "",
        "starts_at": _moment(meeting.starts_at),
        "ends_at": _moment(meeting.ends_at),
        "ended_at": _moment(held.ended_at),
    }


def _attendance(row: Attendance) -> dict:
    return {
        "person": row.person_id,
        "organization": row.spoke_for,
        "organization_id": row.organization_id,
        "capacity": row.capacity,
        "status": row.status,
        "speaks": speaks(row),
    }


def _previous(held: Proceedings) -> dict | None:
    if held.previous is None:
        return None
    return {
        "number": held.previous.number,
        "title": held.previous.title,
        "decision": held.previous_decision,
        "words": held.previous_words,
    }


def _reviewed(one) -> dict:
    return {
        "number": one.agreement.number,
        "text": one.text,
        "owner": one.owner,
        "due_on": _moment(one.due_on),
        "state": one.state,
        "words": one.words,
    }


def _item(one: AgendaItem) -> dict:
    return {"title": one.title, "follow_up": one.is_follow_up, "presenter": one.presenter}


def _agreements(meeting: Meeting):
    return meeting.agreements.select_related("owner").prefetch_related("partners").order_by("sequence")


def _agreement(one: Agreement) -> dict:
    return {
        "number": one.number,
        "kind": one.kind,
        "text": one.text,
        "owner": one.owner.name if one.owner else "",
        "person": one.owner_person_id,
        "partners": [partner.name for partner in one.partners.all()],
        "due_on": _moment(one.due_on),
    }


def _moment(at: datetime.datetime | datetime.date | None) -> str | None:
    """Moments in UTC, whatever zone they came in: the bytes are the same everywhere."""
    if isinstance(at, datetime.datetime):
        return at.astimezone(datetime.UTC).isoformat()
    return at.isoformat() if at else None
