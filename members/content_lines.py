"""The lines of a calendar as RFC 5545 wants them: 75 octets at the most, each ending with CRLF."""

import re
import unicodedata

from icalendar.parser import Contentline


def folded(text: str) -> str:
    """`text`: a calendar whose lines are not folded."""
    lines = [Contentline(_printable(line)).to_ical().decode() for line in re.split("\r?\n", text) if line]
    return "\r\n".join(lines) + "\r\n"


def _printable(line: str) -> str:
    """A title or a name may hold what some readers take for the end of a line: it would be a property of its own."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in line)
