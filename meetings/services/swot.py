from django.db import transaction

from meetings.models import Meeting, SwotItem
from meetings.permissions import require_coordinator
from members.models import Organization, User


@transaction.atomic
def add_items(
    meeting: Meeting, quadrant: str, lines: list[str], raised_by: Organization | None, *, actor: User
) -> list[SwotItem]:
    """One item a line, in that order; what the quadrant already says word for word isn't added again."""
    require_coordinator(actor)
    known = set(SwotItem.objects.filter(meeting=meeting, quadrant=quadrant).values_list("text", flat=True))
    new = [line for line in dict.fromkeys(lines) if line not in known]
    items = [SwotItem(meeting=meeting, quadrant=quadrant, text=text, raised_by=raised_by) for text in new]
    return SwotItem.objects.bulk_create(items)
