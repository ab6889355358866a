"""What a version is called, and what may be relied on in it."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from actionplans.models import PlanVersion

State = PlanVersion.State
TONES = {State.PUBLISHED: "good", State.IN_REVIEW: "warn"}


def version_name(version: PlanVersion) -> str:
    """«Version 1»; taken back and put to review again, «Version 1, round 2»."""
    if version.round > 1:
        return gettext("Version %(number)s, round %(round)s") % {"number": version.number, "round": version.round}
    return gettext("Version %(number)s") % {"number": version.number}


def state_tone(version: PlanVersion) -> str:
    """The class of the state's tag; the words in it say the same."""
    return TONES.get(State(version.state), "")


def state_line(version: PlanVersion) -> str:
    """One sentence for the head of the version, on paper too."""
    if version.state == State.PUBLISHED:
        return gettext("In force since %(day)s.") % {"day": _day(version.published_at)}
    if version.state == State.SUPERSEDED:
        return gettext("Superseded: a later version is in force. This one was published on %(day)s.") % {
            "day": _day(version.published_at)
        }
    if version.state == State.IN_REVIEW:
        return gettext("In review: not approved yet.")
    if version.state == State.WITHDRAWN:
        return gettext("Withdrawn from review: it was never in force.")
    return gettext("Draft: it may still change.")


def file_name(version: PlanVersion, extension: str) -> str:
    """«plan-de-accion-2018-2020-v1.pdf», with the round where there is more than one."""
    round_ = f"-r{version.round}" if version.round > 1 else ""
    return f"{slugify(version.plan.title)[:80] or 'plan'}-v{version.number}{round_}.{extension}"


def _day(moment) -> str:
    words = date_format(timezone.localdate(moment), "j M Y")
    return words.lower() if get_language() == "es" else words
