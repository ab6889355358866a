"""The audit trail for people: who did what when, read from the rows that triggers wrote."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from pghistory.models import Context, Events

from members.models import Roles, User, roles_of

NAMED_BY = ("name", "title", "number")
SHOWN_CHANGES = 30


@dataclass(frozen=True)
class Change:
    """One row that an act wrote. `fields` are names only: old and new values may be contact data."""

    label: str
    kind: str
    name: str
    fields: list[str]


@dataclass(frozen=True)
class Act:
    """One request that changed something. `more` rows of it are not shown."""

    context: Context
    who: User | None
    changes: list[Change]
    more: int


def acts_seen_by(roles: Roles) -> QuerySet[Context]:
    """Coordinators and administrators: all. Representatives: what was done in the name of their organizations."""
    if roles.sees_everything:
        return Context.objects.all()
    theirs = [Q(metadata__organizations__contains=[pk]) for pk in sorted(roles.organization_ids)]
    return Context.objects.filter(reduce(Q.__or__, theirs)) if theirs else Context.objects.none()


def acts(contexts: list[Context], *, reader: User) -> list[Act]:
    """Two queries, however many acts: the rows that they wrote, and who did it.

    The names of what was changed are for those who see everything, and in one's own acts: a colleague who coordinates
    edits people and drafts that the reader may not see.
    """
    written: dict = defaultdict(list)
    for event in Events.objects.filter(pgh_context_id__in=[c.pk for c in contexts]).order_by(
        "pgh_created_at", "pgh_id"
    ):
        written[event.pgh_context_id].append(event)
    people = User.objects.select_related("person").in_bulk({c.metadata.get("user") for c in contexts} - {None})
    sees_names = roles_of(reader).sees_everything
    return [
        Act(
            context=context,
            who=people.get(context.metadata.get("user")),
            changes=[
                change(event, named=sees_names or context.metadata.get("user") == reader.pk)
                for event in written[context.pk][:SHOWN_CHANGES]
            ],
            more=max(0, len(written[context.pk]) - SHOWN_CHANGES),
        )
        for context in contexts
    ]


def change(event: Events, *, named: bool) -> Change:
    model = apps.get_model(event.pgh_obj_model)
    fields = [verbose(model, column) for column in sorted(event.pgh_diff or {})]
    name = next((str(event.pgh_data[key]) for key in NAMED_BY if event.pgh_data.get(key)), "") if named else ""
    return Change(event.pgh_label, capfirst(model._meta.verbose_name), name, fields)


def verbose(model, column: str) -> str:
    """The field's name for people; the column's where the field has gone since."""
    return next((str(f.verbose_name) for f in model._meta.fields if f.column == column), column)
