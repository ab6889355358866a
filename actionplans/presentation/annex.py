"""Where every organization that was asked stands, as the last page of the paper. Without names of people."""

from django.utils.translation import gettext

from actionplans.models import PlanVersion
from actionplans.presentation.stances import answers
from members.days import short_day


def annex(version: PlanVersion) -> dict | None:
    """Strings in the active language; None where nobody was asked. One query."""
    said = answers(version) if not version.is_draft else None
    if said is None or not said.rows:
        return None
    return {
        "title": gettext("Where the organizations stand"),
        "words": said.words,
        "head": [gettext("Organization"), gettext("Answer"), gettext("In their words")],
        "answered": gettext("The secretariat answers:"),
        "rows": [
            {
                "name": one.name,
                "words": f"{one.words}, {short_day(one.at)}" if one.at else one.words,
                "statement": one.statement,
                "answer": one.answer,
            }
            for one in said.rows
        ],
    }
