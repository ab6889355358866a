from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from meetings.models import Meeting, SwotItem
from meetings.permissions import require_coordinator
from members.models import Organization, User


@dataclass(frozen=True)
class Arranged:
    """Topic and points of an item: as the writer's page showed them, and as they typed them."""

    item_id: int
    before: tuple[str, int]
    after: tuple[str, int]


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


@transaction.atomic
def arrange(meeting: Meeting, arranged: Iterable[Arranged], *, actor: User) -> list[SwotItem]:
    """Group and weigh; returns the items that somebody else arranged meanwhile, which stay as that other one wanted."""
    require_coordinator(actor)
    wanted = {one.item_id: one for one in arranged if one.after != one.before}
    overtaken = []
    for item in SwotItem.objects.select_for_update().filter(meeting=meeting, pk__in=wanted).order_by("pk"):
        one, now = wanted[item.pk], (item.topic, item.points)
        if now == one.before:
            item.topic, item.points = one.after
            item.save(update_fields=["topic", "points"])
        elif now != one.after:
            overtaken.append(item)
    return overtaken
