"""What the page of a stakeholder tells the secretariat about approaching it."""

import datetime

from django.utils import timezone

from members.models import Assessment, Engagement, Organization
from members.permissions import can_coordinate

SHOWN = 5


def advocacy(user, organization: Organization) -> dict | None:
    """None for everybody else, and where the organization is a member. `organization.assessed` is latest_two()."""
    if organization.is_member or not can_coordinate(user):
        return None
    approaches = Engagement.objects.visible_to(user).filter(stakeholder=organization).with_people().with_next_step()
    newest = list(approaches[: SHOWN + 1])
    stands = [_judgement(one) for one in organization.assessed]
    return {
        "stands": stands[0] if stands else None,
        "before": stands[1] if len(stands) > 1 else None,
        "engagements": newest[:SHOWN],
        "more_engagements": len(newest) > SHOWN,
        "today": timezone.localdate(),
    }


def _judgement(found: dict) -> dict:
    day = datetime.date.fromisoformat(found["day"])
    words = {name: found[name] for name in ("interest", "influence", "position")}
    return {"is": Assessment(**words), "day": day, "who": found["who"]}
