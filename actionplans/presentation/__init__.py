"""A version's content as ready words in the reader's language: what pages and PDF loop over."""

from actionplans.presentation.days import day, span
from actionplans.presentation.names import file_name, state_line, state_tone, version_name
from actionplans.presentation.tree import period, plan_title, rows

__all__ = [
    "day",
    "file_name",
    "period",
    "plan_title",
    "rows",
    "span",
    "state_line",
    "state_tone",
    "version_name",
]
