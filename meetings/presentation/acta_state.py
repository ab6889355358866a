"""In one line: what an acta is today."""

from django.utils import timezone
from django.utils.translation import gettext

from meetings.models import MinutesVersion
from meetings.presentation.acta_content import Acta
from members.days import full_day

State = MinutesVersion.State


def state_of(acta: Acta) -> str:
    version = acta.version
    if version is None:
        return gettext("Draft, not published.")
    said = _words(version) % {
        "number": version.number,
        "until": full_day(timezone.localdate(version.review_until)),
        "approved": full_day(timezone.localdate(version.approved_at)) if version.approved_at else "",
        "published": full_day(timezone.localdate(version.published_at)) if version.published_at else "",
    }
    reason = acta.content["correction"]
    return " ".join([said, gettext("Corrected: %(why)s") % {"why": reason}]) if reason else said


def _words(version: MinutesVersion) -> str:
    if version.state == State.IN_REVIEW:
        return gettext("Version %(number)s, in review until %(until)s. Not approved yet.")
    if version.state == State.WITHDRAWN:
        return gettext("Version %(number)s, taken back from review. It never held.")
    if version.state == State.APPROVED:
        return gettext("Version %(number)s, approved on %(approved)s. Not published yet.")
    if version.state == State.SUPERSEDED:
        return gettext("Version %(number)s, published on %(published)s. A later version corrects it.")
    return gettext("Version %(number)s, approved on %(approved)s. Published on %(published)s.")
