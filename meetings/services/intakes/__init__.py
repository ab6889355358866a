"""Minutes written elsewhere, taken in as meetings: read, what is uncertain asked, then all of it or nothing."""

from meetings.services.intakes.applying import AppliedAlready, NotReady, answer, apply, start
from meetings.services.intakes.reading import Reading, read_intake

__all__ = ["AppliedAlready", "NotReady", "Reading", "answer", "apply", "read_intake", "start"]
