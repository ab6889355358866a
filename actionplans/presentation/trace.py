"""One item from where it was agreed to how far it is: meeting, agreement, versions, stances, who was told, reports."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from actionplans.content import content_of, numbered
from actionplans.diff import compare
from actionplans.models import Endorsement, PlanVersion, ProgressReport
from actionplans.presentation.changes import groups
from actionplans.presentation.charts import Measured, Target, chart
from actionplans.presentation.rail import with_figures
from actionplans.presentation.reports import with_proof
from actionplans.presentation.stances import Answer, Answers
from members.models import Roles

NOTHING: dict = {"items": ()}


def versions_of(user, plan_id: int) -> list[PlanVersion]:
    """Frozen ones that the reader may see, oldest first, with what became of each, `said` (the last word of each
    organization that answered, by name, with its statement and the answer to it) and their content. One query."""
    found = with_figures(PlanVersion.objects.visible_to(user)).filter(plan=plan_id).exclude(state="draft")
    said = Endorsement.objects.latest().filter(version=OuterRef("pk")).order_by("organization__sort_key")
    names = JSONObject(
        pk="organization",
        name="organization_name",
        stance="stance",
        statement="statement",
        answer="answer__text",
    )
    found = found.annotate(said=ArraySubquery(said.values(said=names)))
    return list(found.defer(None).select_related("plan").order_by("number", "round"))


def steps(versions: Sequence[PlanVersion], uid: str, language: str) -> list[dict]:
    """Each version that says something new of the item: {version, is_new, is_gone, groups (of changes)}."""
    found: list[dict] = []
    before: dict | None = None
    own = {uid} | {
        one["uid"] for version in versions for one in (item_in(content_of(version), uid) or NOTHING)["items"]
    }
    for version in versions:
        content = content_of(version)
        item = item_in(content, uid)
        was = before and item_in(before, uid)
        step = {"version": version, "is_new": bool(item and not was), "is_gone": bool(was and not item)}
        changed = []
        if item and was and item != was and before is not None:
            whole = compare(before, content).where(lambda change: change.uid in own)
            changed = [group for group in groups(whole, language, frozenset()) if group["changes"]]
        if step["is_new"] or step["is_gone"] or changed:
            found.append(step | {"groups": changed})
        version.answers = _answers(version)
        before = content
    return found


def _answers(version: PlanVersion) -> Answers:
    rows = [
        Answer(one["pk"], one["name"], one["stance"], one["statement"], answer=one["answer"] or "")
        for one in version.said
    ]
    return Answers(rows, Counter({"": version.asked - len(rows)}) + Counter(row.stance for row in rows))


def item_in(content: dict, uid: str) -> dict | None:
    return next((item for _code, item in numbered(content["items"]) if item["uid"] == uid), None)


def reports_on(roles: Roles, plan_id: int, uid) -> list[ProgressReport]:
    """Newest first, as reports.with_proof. What is not accepted, only the secretariat and its own organization read.
    One query."""
    rows = ProgressReport.objects.filter(period__plan=plan_id, item__uid=uid).select_related("organization", "period")
    found = with_proof(rows.order_by("-period__starts_on", "-created_at"))
    if roles.sees_everything:
        return list(found)
    return [one for one in found if one.status == "accepted" or one.organization_id in roles.organization_ids]


def charts(versions: Sequence[PlanVersion], reports: Sequence[ProgressReport], uid: str, language: str) -> list[dict]:
    """One for each indicator that ever stood below the item, against the targets of every published version."""
    titles: dict[str, str] = {}
    targets: dict[str, list[Target]] = {}
    for version in versions:
        item = item_in(content_of(version), uid) if version.published_at else None
        for one in (item or NOTHING)["items"]:
            titles[one["uid"]] = one[f"title_{language}"] if language == "en" and one["title_en"] else one["title"]
            by_day = tuple((date.fromisoformat(each["until"]), each["value"]) for each in one["targets"])
            wanted = Target(version.number, one["target"], one["baseline"], one["unit"], by_day)
            known = targets.setdefault(one["uid"], [])
            if not known or known[-1].wants != wanted.wants:
                known.append(wanted)
    return [chart(title, _measured(reports, key), targets[key]) for key, title in titles.items()]


def _measured(reports: Sequence[ProgressReport], indicator: str) -> list[Measured]:
    """Of the last accepted report of each organization and period, oldest first."""
    found: dict[tuple, Measured] = {}
    for report in sorted(reports, key=lambda one: one.revision):
        for number in report.numbers if report.status == "accepted" else ():
            if number["indicator"] == indicator:
                key = (report.period_id, report.organization_id)
                day, period = report.period.ends_on, report.period.name
                found[key] = Measured(day, period, Decimal(number["value"]), report.organization.name)
    return sorted(found.values(), key=lambda one: one.on)
