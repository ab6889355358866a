"""Saved lists of recipients."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from actionplans.models import RecipientList
from actionplans.permissions import require_writer
from actionplans.services.errors import NameTaken
from members.models import User


@transaction.atomic
def save_list(name: str, people: Iterable[int], *, current: RecipientList | None = None, actor: User) -> RecipientList:
    """A new one, or `current` with this name and exactly these persons (their keys). NameTaken where somebody else was
    quicker than what the form knew."""
    require_writer(actor)
    saved = current or RecipientList()
    saved.name = name
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise NameTaken from error
    saved.people.set(people)
    return saved


@transaction.atomic
def delete_list(saved: RecipientList, *, actor: User) -> None:
    """What was shared with its persons stays in the ledger."""
    require_writer(actor)
    saved.delete()
