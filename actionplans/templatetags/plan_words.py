from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from meetings.presentation import when

register = template.Library()
register.filter("day", when.day, expects_localtime=True)
register.filter("due", when.due)

TONES = {"in_review": "warn", "published": "good", "endorse": "good", "reservations": "warn", "dissent": "bad"}


@register.filter
def moment(at) -> str:
    """«vie 18 may 2018, 17:00, hora de Bogotá»."""
    local = timezone.localtime(at)
    return f"{when.day(local)}, {date_format(local, 'G:i')}, {when.zone_name(settings.TIME_ZONE)}"


@register.filter
def tone(state_or_stance: str) -> str:
    """The class of its tag; the words in the tag say the same."""
    return TONES.get(state_or_stance, "")


@register.filter
def short_hash(sha256: str | None) -> str:
    return f"{sha256[:4]}…{sha256[-4:]}" if sha256 else ""
