"""For the control only: a worker that loads this module reads the next row without claiming it."""

from members import delivery
from members.models import OutboxMail


def read_without_claiming() -> OutboxMail | None:
    mail = OutboxMail.objects.due().order_by("due_at").first()
    if mail is not None:
        mail.attempts += 1
    return mail


delivery.claim = read_without_claiming
