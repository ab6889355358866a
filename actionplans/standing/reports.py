"""What is known of each activity: the last accepted word of each organization that leads it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from actionplans.content import numbered
from actionplans.models import Evidence, ProgressReport, Responsibility

State = ProgressReport.State


@dataclass(frozen=True)
class Said:
    """`percent`: the mean of those heard (see said_of). `state` of ProgressReport. `reported_on`: the newest."""

    state: str
    percent: float
    reported_on: datetime.date
    has_evidence: bool


def said_of(plan_id: int, content: dict, until: datetime.date | None = None) -> dict[str, Said]:
    """{uid of the activity: what is known}, of periods that ended by `until`. One query.

    Whoever leads it in `content` is heard; until one of them speaks, the word of those that led it before stands. Those
    that support it are read on its page and count nothing here.
    """
    leads = {item["uid"]: {one["id"] for one in item["lead"]} for _code, item in numbered(content["items"])}
    found: dict[str, list[tuple]] = defaultdict(list)
    for uid, organization, led, *said in _last_words(plan_id, until):
        leads_now = organization in leads.get(str(uid), ())
        if leads_now or led:
            found[str(uid)].append((leads_now, *said))
    return {
        uid: _together([row[1:] for row in rows if row[0]] or [row[1:] for row in rows]) for uid, rows in found.items()
    }


def _last_words(plan_id: int, until: datetime.date | None) -> QuerySet:
    """(uid, organization, did it lead when it said so, state, percent, when, is there evidence)."""
    reports = ProgressReport.objects.filter(period__plan=plan_id, status=ProgressReport.Status.ACCEPTED)
    if until:
        reports = reports.filter(period__ends_on__lte=until)
    last = reports.order_by("item_id", "organization_id", "-period__starts_on", "-revision").distinct(
        "item_id", "organization_id"
    )
    led = Responsibility.objects.filter(
        text__version=OuterRef("version"),
        text__item=OuterRef("item"),
        organization=OuterRef("organization"),
        role=Responsibility.Role.LEAD,
    )
    proved = Evidence.objects.filter(report=OuterRef("pk"))
    return last.annotate(led=Exists(led), proved=Exists(proved)).values_list(
        "item__uid", "organization_id", "led", "state", "percent", "created_at", "proved"
    )


def _together(rows: list[tuple]) -> Said:
    states = {row[0] for row in rows}
    return Said(
        _state(states),
        sum(row[1] for row in rows) / len(rows),
        timezone.localdate(max(row[2] for row in rows)),
        any(row[3] for row in rows),
    )


def _state(states: Iterable[str]) -> str:
    """Done is what all call done; otherwise one that works on it is enough."""
    if set(states) == {State.DONE}:
        return State.DONE
    if {State.DONE, State.IN_PROGRESS} & set(states):
        return State.IN_PROGRESS
    return State.STALLED if State.STALLED in states else State.NOT_STARTED
