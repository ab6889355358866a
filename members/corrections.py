"""A mail whose address was wrong may go to the one that was written down since; not where another already has."""

from django.db.models import Exists, OuterRef

from members import events
from members.answers import says_no_such_address
from members.models import OutboxMail


def replaced() -> Exists:
    """A newer mail with the same link has taken its place, and was not called back."""
    newer = OutboxMail.objects.filter(event=OuterRef("event"), link_uid=OuterRef("link_uid"), pk__gt=OuterRef("pk"))
    return Exists(newer.filter(event__in=events.renewed()).exclude(state=OutboxMail.State.WITHDRAWN).order_by())


def corrected_address(mail: OutboxMail) -> str:
    """The good address that the directory has now instead of this mail's wrong one, or none; "" where there is none."""
    person = mail.person
    wrong = not mail.to_email or mail.bounce == OutboxMail.Bounce.PERMANENT or says_no_such_address(mail.answer)
    if not person or not wrong or events.event(mail.event).sensitive or person.email_bounces:
        return ""
    return person.email if person.email.lower() != mail.to_email.lower() else ""
