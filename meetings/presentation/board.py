"""The register as a board: one column a state, the first of each, however many there are."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import OVERDUE, Agreement

State = Agreement.State
SHOWN = 15


@dataclass
class Column:
    """`state` is what the register's filter calls it."""

    state: str
    name: str
    agreements: list[Agreement] = field(default_factory=list)
    more: bool = False


def board(found: QuerySet[Agreement]) -> list[Column]:
    """Two queries: the keys of each column's first, then those agreements."""
    today = timezone.localdate()
    in_time = found.exclude(due_on__lt=today)
    columns = {
        OVERDUE: (_("overdue"), found.overdue().order_by("due_on", "pk")),
        State.OPEN: (State.OPEN.label, in_time.filter(state=State.OPEN).order_by("due_on", "pk")),
        State.IN_PROGRESS: (State.IN_PROGRESS.label, in_time.filter(state=State.IN_PROGRESS).order_by("due_on", "pk")),
        State.DONE: (State.DONE.label, found.filter(state=State.DONE).order_by("-due_on", "-pk")),
        State.UNMET: (State.UNMET.label, found.filter(state=State.UNMET).order_by("-due_on", "-pk")),
    }
    first, *others = [rows.values_list("pk")[: SHOWN + 1] for name, rows in columns.values()]
    keys = [pk for (pk,) in first.union(*others, all=True)]
    rows = {row.pk: row for row in Agreement.objects.filter(pk__in=keys).select_related("owner", "meeting")}
    made = {state: Column(str(state), str(name)) for state, (name, rows_of) in columns.items()}
    for row in (rows[pk] for pk in keys):
        made[OVERDUE if row.is_overdue else row.state].agreements.append(row)
    for column in made.values():
        column.more = len(column.agreements) > SHOWN
        del column.agreements[SHOWN:]
    return list(made.values())
