"""Days of a plan as people say them: «30 sep 2018», «1 may – 30 sep 2018»."""

import datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext, override


@lru_cache(maxsize=4096)
def day(iso: str, language: str) -> str:
    """A plan repeats few days in hundreds of rows, and formatting one costs more than the rest of its row."""
    with override(language):
        words = date_format(datetime.date.fromisoformat(iso), "j M Y")
    return words.lower() if language == "es" else words


@lru_cache(maxsize=4096)
def span(starts_on: str | None, ends_on: str | None, language: str) -> str:
    """Empty where neither is known."""
    with override(language):
        if starts_on and ends_on:
            return day(ends_on, language) if starts_on == ends_on else _both(starts_on, ends_on, language)
        if ends_on:
            return gettext("until %(day)s") % {"day": day(ends_on, language)}
        if starts_on:
            return gettext("from %(day)s") % {"day": day(starts_on, language)}
    return ""


def _both(starts_on: str, ends_on: str, language: str) -> str:
    start = day(starts_on, language)
    if starts_on[:4] == ends_on[:4]:
        start = start.rsplit(" ", 1)[0]
    return f"{start} – {day(ends_on, language)}"
