"""A notice, or the parts of approved minutes that went out, on paper: PDF/UA-1, set by typst from data alone."""

import datetime
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import Notice
from meetings.presentation.blocks import blocks
from members import paper
from members.days import full_day

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "actionplans" / "notice.typ"


def of_notice(notice: Notice, *, language: str, sent_on: datetime.date) -> bytes:
    """In the language that is active; the same arguments give the same bytes."""
    sent = _("Sent on %(day)s") % {"day": full_day(sent_on)}
    told = _("These are parts of approved minutes, to the letter.") if notice.minutes_id else ""
    correction = notice.correction
    day = full_day(timezone.localdate(correction.published_at)) if correction else ""
    corrected = _("The minutes were corrected on %(day)s, after this was sent.") % {"day": day} if correction else ""
    data = {
        "language": language,
        "alliance": settings.ALLIANCE_NAME,
        "title": str(notice),
        "about": " · ".join(filter(None, (sent, told, corrected))),
        "footer": f"{notice} · {sent}",
        "page": _("Page"),
        "blocks": [asdict(block) for block in blocks(notice.words)],
    }
    return paper.printed(paper.without_what_is_no_text(data), TEMPLATE)
