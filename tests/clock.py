"""A clock that tests set by hand: whatever asks `timezone.now()` or `localdate()` is told its time."""

import datetime

from django.utils import timezone


class Clock:
    def __init__(self, monkeypatch, at: datetime.datetime):
        self.at = at
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def move(self, **by) -> None:
        self.at += datetime.timedelta(**by)
