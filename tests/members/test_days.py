"""Time as people say it. The words are tested in English; the Spanish ones are in the catalog."""

import datetime

import pytest
from django.utils import translation

from members.days import due_in_words, full_moment, short_day

TODAY = datetime.date(2018, 4, 17)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (3, "in 3 days"),
        (59, "in 59 days"),
        (60, "in 2 months"),
        (-1, "1 day late"),
        (-4, "4 days late"),
        (-60, "2 months late"),
        (-729, "24 months late"),
        (-730, "2 years late"),
    ],
)
def test_due(days, words):
    with translation.override("en"):
        assert due_in_words(TODAY + datetime.timedelta(days=days), TODAY) == words


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (datetime.date(2018, 4, 20), "es", "20 abr"),
        (datetime.date(2018, 4, 20), "en", "20 Apr"),
        (datetime.date(2017, 12, 1), "es", "1 dic 2017"),
    ],
)
def test_short_day(day, language, words):
    with translation.override(language):
        assert short_day(day, TODAY) == words


@pytest.mark.parametrize(("language", "words"), [("en", "6 Apr 2018, 9:05"), ("es", "6 abr 2018, 9:05")])
def test_full_moment_is_of_the_clock_of_the_alliance(language, words):
    with translation.override(language):
        assert full_moment(datetime.datetime(2018, 4, 6, 14, 5, tzinfo=datetime.UTC)) == words
