"""Saved lists of recipients."""

from collections.abc import Iterable

from django.db import transaction

from actionplans.models import RecipientList
from actionplans.permissions import require_writer
from members.models import User


@transaction.atomic
def save_list(name: str, people: Iterable[int], *, current: RecipientList | None = None, actor: User) -> RecipientList:
    """A new one, or `current` with this name and exactly these persons (their keys). An IntegrityError where somebody
    else took the name at the same moment."""
    require_writer(actor)
    saved = current or RecipientList()
    saved.name = name
    saved.save()
    saved.people.set(people)
    return saved


@transaction.atomic
def delete_list(saved: RecipientList, *, actor: User) -> None:
    """What was shared with its persons stays in the ledger."""
    require_writer(actor)
    saved.delete()
