"""What changed between two contents (shape in actionplans.content). Pure: no Django, no words for people."""

from actionplans.diff.comparing import compare
from actionplans.diff.model import Change, Comparison, FieldChange, Place, Status
from members.worddiff import Piece

__all__ = ["Change", "Comparison", "FieldChange", "Piece", "Place", "Status", "compare"]
