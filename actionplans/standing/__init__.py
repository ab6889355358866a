"""How far a plan is: reports of its activities, added up by weight."""

from actionplans.standing.reports import Said, said_of
from actionplans.standing.tree import Node, Standing, add_up, standing

__all__ = ["Node", "Said", "Standing", "add_up", "said_of", "standing"]
