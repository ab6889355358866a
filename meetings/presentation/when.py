"""Dates and times as people say them: «vie 6 abr 2018, 9:00, hora de Bogotá»."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy

from meetings.models import Meeting
from members.days import due_in_words

# The clocks that members of an alliance are likely to live by, with the city that people name.
ZONES = {
    "America/Bogota": "Bogotá",
    "America/Caracas": "Caracas",
    "America/Guayaquil": "Guayaquil",
    "America/Lima": "Lima",
    "America/Panama": gettext_lazy("Panama City"),
    "America/Mexico_City": gettext_lazy("Mexico City"),
    "America/Sao_Paulo": "São Paulo",
    "America/Argentina/Buenos_Aires": "Buenos Aires",
    "America/New_York": gettext_lazy("New York"),
    "Europe/Madrid": "Madrid",
    "Europe/Brussels": gettext_lazy("Brussels"),
    "Europe/Vienna": gettext_lazy("Vienna"),
    "UTC": "UTC",
}


def zone_name(name: str) -> str:
    """«hora de Bogotá»; a zone that isn't listed is called by its own last word."""
    city = ZONES.get(name) or name.rsplit("/", 1)[-1].replace("_", " ")
    return gettext("%(city)s time") % {"city": city}


def day(date: datetime.date) -> str:
    return _lower(date_format(date, "D j M Y"))


def when(meeting: Meeting) -> str:
    """Start (and end) on the clock of the place where the meeting is."""
    said = _lower(date_format(meeting.local_start, "D j M Y, G:i"))
    if meeting.ends_at:
        end = timezone.localtime(meeting.ends_at, ZoneInfo(meeting.time_zone))
        said += date_format(end, "–G:i" if end.date() == meeting.local_start.date() else " – D j M Y, G:i")
    return f"{said}, {zone_name(meeting.time_zone)}"


def clock(local: datetime.datetime, zone: str) -> str:
    """A moment that already is on the clock of `zone`."""
    return f"{_lower(date_format(local, 'D j M Y, G:i'))}, {zone_name(zone)}"


def due(date: datetime.date | None, is_open: bool = True) -> str:
    """«vie 24 ago 2018 · 4 días tarde»; what is no longer open is never late."""
    if date is None:
        return ""
    days = (date - timezone.localdate()).days
    if not is_open or days > 14:
        return day(date)
    return f"{day(date)} · {due_in_words(date)}"


def _lower(words: str) -> str:
    """Spanish writes days and months small."""
    return words.lower() if get_language() == "es" else words
