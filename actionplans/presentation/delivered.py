"""What a stakeholder reads behind the link: the version or the notice that was sent, and no more."""

from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import get_language

from actionplans import presentation
from actionplans.content import content_of, numbered, without_origins
from actionplans.models import Delivery, PlanVersion
from meetings.presentation.markdown import to_html
from members.models import Organization
from members.places import department_name


def plan_page(version: PlanVersion, delivery: Delivery, asked: Mapping[str, str]) -> dict:
    """`asked`: `only=mine` for what names their organization, `department=CO-ANT` for what is led or supported from
    there; anything else is the whole plan."""
    language = get_language() or "es"
    content = without_origins(content_of(version))
    itself = Q(pk=delivery.organization_id) | Q(merged_into=delivery.organization_id)
    of_it = Organization.objects.filter(itself).values_list("pk", flat=True)
    own = presentation.rows(content, language, organization_ids=frozenset(of_it))
    places = _places(content)
    department, only_mine = asked.get("department", ""), asked.get("only") == "mine"
    if department in places:
        from_there = presentation.rows(content, language, organization_ids=frozenset(places[department]))
        rows, count = concerning(from_there), sum(row["mine"] for row in from_there)
    else:
        department, rows, count = "", concerning(own) if only_mine else own, 0
    return {
        "version": version,
        "title": presentation.plan_title(content, language),
        "period": presentation.period(content, language),
        "rows": rows,
        "mine": sum(row["mine"] for row in own),
        "all": len(own),
        "only_mine": only_mine and not department,
        "department": department,
        "kept": urlencode({"department": department} if department else {"only": "mine"} if only_mine else {}),
        "department_name": department_name(department),
        "from_there": count,
        "departments": sorted(((code, department_name(code)) for code in places), key=lambda pair: pair[1]),
    }


def notice_page(delivery: Delivery) -> dict:
    notice = delivery.share.notice
    return {"title": str(notice), "text": to_html(notice.words)}


def concerning(shown: list[dict]) -> list[dict]:
    """What names these organizations, below what it belongs to."""
    above = {".".join(row["code"].split(".")[:n]) for row in shown if row["mine"] for n in range(1, 5)}
    return [row for row in shown if row["mine"] or row["code"] in above]


def _places(content: dict) -> dict[str, set[int]]:
    """Departments of whoever answers for something: {"CO-ANT": keys of organizations}. One query."""
    named = {one["id"] for _code, item in numbered(content["items"]) for one in item["lead"] + item["support"]}
    found: dict[str, set[int]] = defaultdict(set)
    located = Organization.objects.filter(pk__in=named).exclude(department="").order_by()
    for pk, department in located.values_list("pk", "department"):
        found[department].add(pk)
    return found
