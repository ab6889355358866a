"""What a calendar says of the time zones of its events (RFC 5545, 3.6.5), so that any reader finds the same hour.

One observance a change of the clocks, each with nothing but its beginning: lists of dates, which shorten that, are
misread by some calendars.
"""

import datetime
from collections.abc import Iterable, Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)


def zone_of(zone: ZoneInfo, moments: Iterable[datetime.datetime]) -> Timezone:
    """Good for these moments and for some years around now: readers that keep a zone under its name have it whole."""
    now = datetime.datetime.now(datetime.UTC).year
    years = [one.year for one in moments]
    first, last = _new_year(min([now, *years]) - 1), _new_year(max([now + 5, *years]) + 2)
    component = Timezone()
    component.add("tzid", zone.key)
    component.add_component(_observance(zone, first, zone.utcoffset(first.astimezone(zone))))
    for moment, before in _changes(zone, first, last):
        component.add_component(_observance(zone, moment, before))
    return component


def _new_year(year: int) -> datetime.datetime:
    return datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)


@lru_cache(maxsize=200)
def _changes(zone: ZoneInfo, first: datetime.datetime, last: datetime.datetime) -> list[tuple]:
    """[(the first moment with another offset, the offset before it)]"""
    return list(_search(zone, first, last))


def _search(zone: ZoneInfo, first: datetime.datetime, last: datetime.datetime) -> Iterator[tuple]:
    """Day by day, then by halves."""

    def offset(moment: datetime.datetime) -> datetime.timedelta | None:
        return moment.astimezone(zone).utcoffset()

    low = first
    while low < last:
        high = low + DAY
        if offset(low) != offset(high):
            before, start = offset(low), low
            while high - start > MINUTE:
                middle = start + (high - start) / 2
                start, high = (middle, high) if offset(middle) == before else (start, middle)
            high = high.replace(second=0, microsecond=0)
            yield high, before
        low = high


def _observance(zone: ZoneInfo, moment: datetime.datetime, before) -> TimezoneStandard | TimezoneDaylight:
    """It begins by the clock that went before it."""
    local = moment.astimezone(zone)
    component = TimezoneDaylight() if local.dst() else TimezoneStandard()
    component.add("dtstart", (moment + before).replace(tzinfo=None, microsecond=0))
    component.add("tzoffsetfrom", before)
    component.add("tzoffsetto", local.utcoffset())
    component.add("tzname", local.tzname())
    return component
