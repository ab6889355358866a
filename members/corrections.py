"""A mail whose address was wrong may go to the one that was written down since."""

from members import events
from members.answers import says_no_such_address
from members.models import OutboxMail


def corrected_address(mail: OutboxMail) -> str:
    """The good address that the directory has now instead of this mail's wrong one, or none; "" where there is none."""
    person = mail.person
    wrong = not mail.to_email or mail.bounce == OutboxMail.Bounce.PERMANENT or says_no_such_address(mail.answer)
    if not person or not wrong or events.event(mail.event).sensitive or person.email_bounces:
        return ""
    return person.email if person.email.lower() != mail.to_email.lower() else ""
