"""What a stakeholder does with a link. Whoever holds it acts, without an account: the delivery itself is the actor."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models import Delivery
from actionplans.services.errors import Refused


class AlreadyAcknowledged(Refused):
    """`current` says by whom."""

    words = _("This delivery has already been acknowledged.")

    def __init__(self, current: Delivery):
        super().__init__(current.pk)
        self.current = current


class LinkEnded(Refused):
    words = _("This link is not valid any more.")


def note_opened(*, actor: Delivery) -> None:
    """The first time counts. Only an indication: a mail scanner may run scripts too."""
    Delivery.objects.usable().filter(pk=actor.pk, opened_at=None).update(opened_at=timezone.now())


@transaction.atomic
def acknowledge(name: str, position: str = "", note: str = "", *, actor: Delivery) -> Delivery:
    """Once, for good. Raises AlreadyAcknowledged, or LinkEnded where the link was revoked or ended meanwhile."""
    current = Delivery.objects.usable().select_for_update().filter(pk=actor.pk).first()
    if current is None:
        raise LinkEnded
    if current.acknowledged_at:
        raise AlreadyAcknowledged(current)
    current.acknowledged_at = timezone.now()
    current.opened_at = current.opened_at or current.acknowledged_at
    current.acknowledged_name, current.acknowledged_position, current.note = name, position, note
    current.save(update_fields=["acknowledged_at", "opened_at", "acknowledged_name", "acknowledged_position", "note"])
    return current
