"""Time as people say it."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MONTH, YEAR = 30, 365


def due_in_words(day: datetime.date, today: datetime.date | None = None) -> str:
    """“in 3 days”, “today”, “4 days late”; months and years where days would say nothing."""
    days = (day - (today or timezone.localdate())).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return _ahead(days) if days > 0 else _late(-days)


def _ahead(days: int) -> str:
    if days < 2 * MONTH:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    months = days // MONTH
    return ngettext("in %(n)s month", "in %(n)s months", months) % {"n": months}


def _late(days: int) -> str:
    if days < 2 * MONTH:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    if days < 2 * YEAR:
        months = days // MONTH
        return ngettext("%(n)s month late", "%(n)s months late", months) % {"n": months}
    years = days // YEAR
    return ngettext("%(n)s year late", "%(n)s years late", years) % {"n": years}


def short_day(day: datetime.date, today: datetime.date | None = None) -> str:
    """“20 abr”; with the year where it isn't this one."""
    same_year = day.year == (today or timezone.localdate()).year
    return _small(date_format(day, "j M" if same_year else "j M Y"))


def full_day(day: datetime.date) -> str:
    """“6 abr 2018”"""
    return _small(date_format(day, "j M Y"))


def full_moment(at: datetime.datetime) -> str:
    """“6 abr 2018, 9:00”, on the clock of the alliance."""
    local = timezone.localtime(at)
    return f"{full_day(local)}, {date_format(local, 'G:i')}"


def _small(words: str) -> str:
    """Spanish writes months small."""
    return words.lower() if get_language() == "es" else words
