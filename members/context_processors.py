from django.conf import settings
from django.http import HttpRequest

from members.models import roles_of


def alliance(request: HttpRequest) -> dict:
    """What every page shows: the alliance's name, and whether the reader belongs to it."""
    user = getattr(request, "user", None)
    return {
        "alliance_name": settings.ALLIANCE_NAME,
        "is_demo": settings.ALIANZA_DEMO,
        "roles": roles_of(user),
    }
