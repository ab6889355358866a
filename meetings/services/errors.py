"""What a use case may refuse, to be said in words by the page that asked."""

from meetings.models import Minutes


class Refused(Exception):
    """The state of things doesn't allow it (any more)."""


class NumberTaken(Refused):
    """Somebody else has just used that number; `free` is the next one."""

    def __init__(self, free: str):
        super().__init__(free)
        self.free = free


class AlreadyInvited(Refused):
    pass


class AlreadyPublished(Refused):
    pass


class NothingWritten(Refused):
    """Empty minutes are not published."""


class Withdrawn(Refused):
    """A withdrawn agreement owes no progress."""


class StaleText(Refused):
    """Somebody else saved meanwhile; `current` is what stands now."""

    def __init__(self, current: Minutes):
        super().__init__(current.pk)
        self.current = current
