"""The sheet that people sign at the door. Names and organizations only: no address, no telephone, lies about there."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext, override

from meetings.models import Meeting
from meetings.presentation.when import when
from members import paper

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "meetings" / "sign_in_sheet.typ"
BLANK = 8  # lines for whoever comes without having been invited


def sign_in_sheet(meeting: Meeting, language: str) -> bytes:
    with override(language):
        rows = meeting.attendances.select_related("person", "organization")
        people = [[row.called, row.spoke_for, row.get_capacity_display()] for row in rows]
        data = {
            "language": language,
            "alliance": settings.ALLIANCE_NAME,
            "title": gettext("Attendance"),
            "subtitle": " · ".join([meeting.number, gettext("Meeting")]) if meeting.is_confidential else str(meeting),
            "when": when(meeting),
            "people": people + [["", "", ""]] * BLANK,
            "columns": [gettext("Name"), gettext("Organization"), gettext("Comes as"), gettext("Signature")],
            "foot": gettext("Signed for the record of this meeting, and used for nothing else."),
            "page": gettext("Page"),
        }
    return paper.printed(paper.without_what_is_no_text(data), TEMPLATE)
