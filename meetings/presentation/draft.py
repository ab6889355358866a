"""The beginning of a meeting's minutes, from what is already known.

Whoever may see the meeting reads its minutes, so neither the place nor anybody's name stands here: organizations do.
"""

from collections import Counter

from django.utils.translation import gettext, ngettext

from meetings.models import PRESENT, Agreement, Meeting
from meetings.presentation.facts import speaks, turnout
from meetings.presentation.when import day, when


def minutes_of(meeting: Meeting) -> str:
    parts = [_opening(meeting), _attendance(meeting), _agenda(meeting), _agreements(meeting)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(meeting: Meeting) -> str:
    facts = [f"# {meeting.title}", f"{gettext('Minutes')} {meeting.number} · {meeting.body} · {when(meeting)}"]
    if meeting.convened_by:
        facts.append(gettext("Convened by %(who)s.") % {"who": meeting.convened_by})
    return "\n\n".join(facts)


def _attendance(meeting: Meeting) -> str:
    rows = list(meeting.attendances.select_related("organization"))
    if not rows:
        return ""
    facts = turnout(rows, meeting.body, members=meeting.body.members_on(meeting.local_start.date()))
    there = Counter(row.organization.name for row in rows if row.status in PRESENT and speaks(row))
    absent = sorted({row.organization.name for row in rows if speaks(row)} - set(there))
    lines = [_heading(gettext("Attendance")), f"{facts.sentence}. {_quorum(facts)}".strip()]
    lines += [_list(f"{name} ({n})" for name, n in there.items())]
    guests = facts.people - facts.representatives
    if guests:
        lines.append(ngettext("Also present: %(n)s guest.", "Also present: %(n)s guests.", guests) % {"n": guests})
    if absent:
        lines.append(gettext("Absent: %(names)s.") % {"names": "; ".join(absent)})
    return "\n\n".join(line for line in lines if line)


def _quorum(facts) -> str:
    if facts.quorum is None:
        return ""
    words = gettext("There is a quorum (%(n)s).") if facts.has_quorum else gettext("There is no quorum (%(n)s).")
    return words % {"n": facts.quorum}


def _agenda(meeting: Meeting) -> str:
    items = list(meeting.agenda.all())
    if not items:
        return ""
    numbered = "\n".join(f"{n}. {item.name}" for n, item in enumerate(items, start=1))
    sections = [f"### {n}. {item.name}\n\n{_notes(item.notes)}" for n, item in enumerate(items, start=1)]
    development = _heading(gettext("What was discussed")) + "\n\n" + "\n".join(sections)
    return f"{_heading(gettext('Agenda'))}\n\n{numbered}\n\n{development}".rstrip()


def _notes(notes: str) -> str:
    return f"{notes.strip()}\n\n" if notes.strip() else ""


def _agreements(meeting: Meeting) -> str:
    rows = list(meeting.agreements.select_related("owner"))
    if not rows:
        return ""
    return _heading(gettext("Agreements")) + "\n\n" + _list(_agreement(row) for row in rows)


def _agreement(row: Agreement) -> str:
    words = f"**{row.number}** {' '.join(row.text.split())}"
    if row.owner:
        words += " " + gettext("Responsible: %(who)s.") % {"who": row.owner.name}
    if row.due_on:
        words += " " + gettext("Due: %(day)s.") % {"day": day(row.due_on)}
    return words


def _heading(words: str) -> str:
    return f"## {words}"


def _list(lines) -> str:
    return "\n".join(f"- {line}" for line in lines)
