"""The beginning of a meeting's minutes: its agenda, with the notes that were taken under each item.

Attendance, agenda and agreements stand in the minutes by themselves, from the database: a text that said them again
could contradict them.
"""

from meetings.models import Meeting


def minutes_of(meeting: Meeting) -> str:
    """Empty where there is no agenda."""
    parts = (f"## {n}. {item.name}\n\n{item.notes.strip()}" for n, item in enumerate(meeting.agenda.all(), start=1))
    return "\n\n".join(part.strip() for part in parts)
