"""What is known of each activity: the last accepted word of each organization that answers for it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from actionplans.models import Evidence, ProgressReport

State = ProgressReport.State


@dataclass(frozen=True)
class Said:
    """`percent`: the mean of its organizations'. `state` of ProgressReport. `reported_on`: the newest."""

    state: str
    percent: float
    reported_on: datetime.date
    has_evidence: bool


def said_of(plan_id: int, until: datetime.date | None = None) -> dict[str, Said]:
    """{uid of the activity: what is known}, of periods that ended by `until`. One query."""
    reports = ProgressReport.objects.filter(period__plan=plan_id, status=ProgressReport.Status.ACCEPTED)
    if until:
        reports = reports.filter(period__ends_on__lte=until)
    last = reports.order_by("item_id", "organization_id", "-period__starts_on", "-revision").distinct(
        "item_id", "organization_id"
    )
    proved = Exists(Evidence.objects.filter(report=OuterRef("pk")))
    found: dict[str, list[tuple]] = defaultdict(list)
    rows = last.annotate(proved=proved).values_list("item__uid", "state", "percent", "created_at", "proved")
    for uid, state, percent, created_at, has_evidence in rows:
        found[str(uid)].append((state, percent, created_at.date(), has_evidence))
    return {uid: _together(rows) for uid, rows in found.items()}


def _together(rows: list[tuple]) -> Said:
    states = {row[0] for row in rows}
    return Said(
        _state(states),
        sum(row[1] for row in rows) / len(rows),
        max(row[2] for row in rows),
        any(row[3] for row in rows),
    )


def _state(states: Iterable[str]) -> str:
    """Done is what all call done; otherwise one that works on it is enough."""
    if set(states) == {State.DONE}:
        return State.DONE
    if {State.DONE, State.IN_PROGRESS} & set(states):
        return State.IN_PROGRESS
    return State.STALLED if State.STALLED in states else State.NOT_STARTED
