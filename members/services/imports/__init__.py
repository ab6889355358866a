"""A list of organizations or people into the directory: read, checked, settled by row, then all of it or nothing."""

from members.services.imports.errors import AppliedAlready, ChangedMeanwhile, NotReady, Refused, StillWorking
from members.services.imports.settling import apply, choose, settle
from members.services.imports.starting import start
from members.services.imports.working import TASK, hand_over, work

__all__ = [
    "TASK",
    "AppliedAlready",
    "ChangedMeanwhile",
    "NotReady",
    "Refused",
    "StillWorking",
    "apply",
    "choose",
    "hand_over",
    "settle",
    "start",
    "work",
]
