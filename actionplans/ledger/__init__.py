"""Who has a shared version."""

from actionplans.ledger.rows import Figure, Ledger, Row, deliveries_of, ledger, moment
from actionplans.ledger.states import STATES, state_of

__all__ = ["STATES", "Figure", "Ledger", "Row", "deliveries_of", "ledger", "moment", "state_of"]
