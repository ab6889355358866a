"""A plan at a glance: progress by weight, by organization, what is due next. Strings ready for their page."""

import datetime
from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from actionplans.models import ProgressReport
from actionplans.presentation.tree import in_language
from actionplans.standing import Node, Standing
from members.days import due_in_words, full_day

NEXT = 10
State = ProgressReport.State


def percent_words(percent: float) -> str:
    return gettext("%(n)s %%") % {"n": round(percent)}


def counted(node: Node) -> str:
    """«9 of 24 activities done, 3 late»."""
    words = ngettext("%(done)s of %(n)s activity done", "%(done)s of %(n)s activities done", node.activities)
    said = words % {"done": node.done, "n": node.activities}
    if not node.late:
        return said
    late = ngettext("%(n)s late", "%(n)s late", node.late) % {"n": node.late}
    return f"{said}, {late}"


def brief(standing: Standing) -> dict:
    """{percent (a whole number), words} of the whole plan."""
    return {"percent": round(standing.whole.percent), "words": counted(standing.whole)}


def meters(standing: Standing, language: str) -> list[dict]:
    """Lines and objectives in order: {code, title, depth, percent (a whole number), words}."""
    return [
        {
            "code": node.code,
            "title": in_language(node.item, "title", language)[0],
            "depth": 0 if node.kind == "line" else 1,
            "percent": round(node.percent),
            "words": counted(node),
        }
        for node in standing.whole.walk()
        if node.kind in ("line", "objective") and node.activities
    ]


def state_words(node: Node) -> tuple[str, str]:
    """(words, class of the tag) of an activity."""
    if node.is_late:
        return gettext("late"), "bad"
    if node.said is None:
        return gettext("not reported"), ""
    tones = {"done": "good", "in_progress": "brand", "stalled": "warn"}
    return str(ProgressReport.State(node.said.state).label), tones.get(node.said.state, "")


def due_next(standing: Standing, plan_id: int, language: str, today: datetime.date) -> list[dict]:
    """The activities that are not done and end soonest from today on, and before them none that is late: those have a
    list of their own."""
    ahead = [
        node
        for node in standing.activities
        if not node.done and node.item["ends_on"] and node.item["ends_on"] >= today.isoformat()
    ]
    return [activity_row(node, plan_id, language, today) for node in sorted(ahead, key=_day)[:NEXT]]


def late_ones(standing: Standing, plan_id: int, language: str, today: datetime.date) -> list[dict]:
    late = [node for node in standing.activities if node.is_late]
    return [activity_row(node, plan_id, language, today) for node in sorted(late, key=_day)]


def _day(node: Node) -> str:
    return node.item["ends_on"]


def activity_row(node: Node, plan_id: int, language: str, today: datetime.date) -> dict:
    """{code, title, url, lead, until, due, state, tone, percent, reported}."""
    item, ends_on = node.item, node.item["ends_on"]
    day = datetime.date.fromisoformat(ends_on) if ends_on else None
    state, tone = state_words(node)
    return {
        "uid": item["uid"],
        "code": node.code,
        "title": in_language(item, "title", language)[0],
        "url": item_url(plan_id, item["uid"]),
        "lead": " · ".join(one["name"] for one in item["lead"]),
        "until": full_day(day) if day else "",
        "due": due_in_words(day, today) if day and not node.done else "",
        "state": state,
        "tone": tone,
        "percent": percent_words(node.percent),
    }


def item_url(plan_id: int, uid: str) -> str:
    return reverse("actionplans:item_detail", args=[plan_id, uid])


def by_organization(standing: Standing) -> list[dict]:
    """Whoever leads, by name: {name, leads, done, in_progress, late, silent, percent}."""
    found: dict[str, list[Node]] = defaultdict(list)
    for node in standing.activities:
        for one in node.item["lead"]:
            found[one["name"]].append(node)
    return [
        {
            "name": name,
            "leads": len(nodes),
            "done": sum(node.done for node in nodes),
            "in_progress": sum(bool(node.said) and node.said.state == State.IN_PROGRESS for node in nodes),
            "late": sum(node.late for node in nodes),
            "silent": sum(node.silent for node in nodes),
            "percent": percent_words(sum(node.percent for node in nodes) / len(nodes)),
        }
        for name, nodes in sorted(found.items(), key=lambda pair: pair[0].casefold())
    ]


def evidence_words(standing: Standing) -> str:
    reported = [node for node in standing.activities if node.said]
    proved = sum(node.said.has_evidence for node in reported if node.said)
    words = gettext("%(n)s of %(reported)s reported activities have evidence.")
    return words % {"n": proved, "reported": len(reported)}
