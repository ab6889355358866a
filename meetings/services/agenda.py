from django.db import transaction

from meetings.models import AgendaItem, Meeting
from meetings.permissions import require_coordinator
from meetings.services.errors import InUse
from meetings.services.running import fresh, require_editable
from members.models import User


@transaction.atomic
def add_agenda_item(item: AgendaItem, *, actor: User) -> AgendaItem:
    """At the end of its meeting's agenda. Raises CalledOff, ClosedAlready, as all that change an agenda."""
    require_coordinator(actor)
    require_editable(Meeting.objects.select_for_update().get(pk=item.meeting_id))
    last = AgendaItem.objects.filter(meeting=item.meeting_id).order_by("-order").first()
    item.order = last.order + 1 if last else 1
    item.save()
    return item


@transaction.atomic
def move_agenda_item(item: AgendaItem, *, down: bool, actor: User) -> None:
    """One place up or down; at the end of the list nothing happens. Renumbers, so that gaps and doubles heal."""
    require_coordinator(actor)
    require_editable(Meeting.objects.select_for_update().get(pk=item.meeting_id))
    items = list(AgendaItem.objects.filter(meeting=item.meeting_id))
    place = items.index(item)
    other = place + 1 if down else place - 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
    for order, row in enumerate(items, start=1):
        row.order = order
    AgendaItem.objects.bulk_update(items, ["order"])


@transaction.atomic
def change_agenda_item(item: AgendaItem, *, actor: User) -> AgendaItem:
    """As the form that changed `item` under its lock has read it."""
    require_coordinator(actor)
    require_editable(fresh(item.meeting))
    item.save(update_fields=["title", "minutes", "presenter", "document"])
    return item


@transaction.atomic
def remove_agenda_item(item: AgendaItem, *, actor: User) -> None:
    """Raises InUse where something was written or agreed under it."""
    require_coordinator(actor)
    require_editable(Meeting.objects.select_for_update().get(pk=item.meeting_id))
    current = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if current.notes.strip() or current.begun_at or current.agreements.exists():
        raise InUse
    current.delete()
