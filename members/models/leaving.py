import datetime

from django.db.models import Q
from django.utils import timezone


def still_in(on: datetime.date | None = None, *, prefix: str = "") -> Q:
    """Organizations still of the alliance that day; from `left_on` on they have left. `prefix`: "organization__"."""
    day = on or timezone.localdate()
    return Q(**{f"{prefix}left_on": None}) | Q(**{f"{prefix}left_on__gt": day})
