"""The approaches as a file for a spreadsheet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from members import sheets
from members.models import Engagement


def exported(rows: Iterable[Engagement], kind: str) -> tuple[str, bytes]:
    """(content type, bytes), in the language that is active. Rows as of with_people() and with_next_step()."""
    head = [
        (_("Day"), 12),
        (_("Stakeholder"), 40),
        (_("Kind"), 16),
        (_("Level"), 16),
        (_("Department"), 20),
        (_("Channel"), 22),
        (_("Of the alliance"), 40),
        (_("Of the stakeholder"), 40),
        (_("About what"), 60),
        (_("Answer"), 60),
        (_("Next step"), 50),
        (_("Due"), 12),
        (_("Who does it"), 26),
    ]
    return sheets.as_file(kind, _("Approaches"), head, (_cells(row) for row in rows))


def _cells(row: Engagement) -> list:
    whom = row.stakeholder
    about = [whom.name, str(whom.get_kind_display()), str(whom.get_level_display()), whom.department_name]
    people = ["; ".join(row.ours), "; ".join(row.theirs)]
    after = [row.next_words, row.next_on, row.next_owner]
    return [row.on, *about, str(row.get_channel_display()), *people, row.about, row.answer, *after]
