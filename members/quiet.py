"""Quiet hours (QUIET_HOURS), where the recipient is: what is not urgent waits for the morning there."""

import datetime
import zoneinfo
from functools import cache

from django.conf import settings
from django.utils import timezone

REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Every time zone that is named after a place."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in REGIONS)
    return [(name, name.replace("_", " ")) for name in names]


def zone_of(name: str) -> datetime.tzinfo:
    """The zone of this name; the alliance's own for none, or for one that this machine doesn't know."""
    try:
        return zoneinfo.ZoneInfo(name) if name else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def next_at(hour: int, now: datetime.datetime, zone: str) -> datetime.datetime:
    """The next time that the clocks there show this hour, later than `now`."""
    there = now.astimezone(zone_of(zone))
    found = _at(there, hour)
    return found if found > now else _at(there + datetime.timedelta(days=1), hour)


def after_quiet(moment: datetime.datetime, zone: str) -> datetime.datetime:
    """The moment itself, or, where it falls into the quiet hours there, their end."""
    if not settings.QUIET_HOURS:
        return moment
    begin, end = settings.QUIET_HOURS
    hour = moment.astimezone(zone_of(zone)).hour
    quiet = begin <= hour < end if begin < end else hour >= begin or hour < end
    return next_at(end, moment, zone) if quiet else moment


def _at(there: datetime.datetime, hour: int) -> datetime.datetime:
    """In UTC, so that times across a change of clocks compare as they follow each other."""
    local = datetime.datetime.combine(there.date(), datetime.time(hour), there.tzinfo)
    return local.astimezone(datetime.UTC)
