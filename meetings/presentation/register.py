"""The register of agreements as a file for a spreadsheet."""

from collections.abc import Iterable

from django.utils.translation import gettext

from meetings.models import Agreement
from members import sheets


def exported(rows: Iterable[Agreement], kind: str) -> tuple[str, bytes]:
    """(content type, bytes), in the language that is active. `rows` come with `partner_names` and their agenda item."""
    head = [
        (gettext("Number"), 14),
        (gettext("Meeting"), 40),
        (gettext("Body"), 30),
        (gettext("Kind"), 14),
        (gettext("What was agreed"), 70),
        (gettext("Responsible"), 36),
        (gettext("Responsible person"), 26),
        (gettext("With"), 36),
        (gettext("Due"), 12),
        (gettext("State"), 14),
        (gettext("How far it is"), 60),
        (gettext("evidence"), 40),
        (gettext("Agenda item"), 40),
    ]
    return sheets.as_file(kind, gettext("Agreements"), head, (_cells(row) for row in rows))


def _cells(row: Agreement) -> list:
    state = gettext("overdue") if row.is_overdue else row.get_state_display()
    owner, person = (str(one) if one else "" for one in (row.owner, row.owner_person))
    meeting, body = (row.meeting.title, row.meeting.body.name) if row.sees_meeting else (row.meeting.number, "")
    said = [row.number, meeting, body, row.get_kind_display(), row.text, owner, person]
    source = row.agenda_item.name if row.agenda_item else ""
    return [*said, "; ".join(row.partner_names), row.due_on, str(state), row.progress, row.evidence, source]
