"""Who has a shared version."""

from actionplans.ledger.figures import Figure, Summary, figures, summary
from actionplans.ledger.rows import ANSWERS, ORDER, Row, full, listed, moment, rows
from actionplans.ledger.states import FURTHEST, GROUPS, STATES, with_state
from actionplans.ledger.tries import Letter, Try, letters_of

__all__ = [
    "ANSWERS",
    "FURTHEST",
    "GROUPS",
    "ORDER",
    "STATES",
    "Figure",
    "Letter",
    "Row",
    "Summary",
    "Try",
    "figures",
    "full",
    "letters_of",
    "listed",
    "moment",
    "rows",
    "summary",
    "with_state",
]
