"""What the page of a stakeholder tells the secretariat about approaching it."""

from django.utils import timezone

from members.models import Engagement, Organization
from members.permissions import can_coordinate

SHOWN = 5


def advocacy(user, organization: Organization) -> dict | None:
    """None for everybody else, and where the organization is a member."""
    if organization.is_member or not can_coordinate(user):
        return None
    approaches = Engagement.objects.visible_to(user).filter(stakeholder=organization).with_people().with_next_step()
    newest = list(approaches[: SHOWN + 1])
    return {
        "engagements": newest[:SHOWN],
        "more_engagements": len(newest) > SHOWN,
        "today": timezone.localdate(),
    }
