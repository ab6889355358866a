"""What a donor asks: how far the plan is in a period, without names of people."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext, override

from actionplans import pdf
from actionplans.content import content_of, numbered
from actionplans.models import Delivery, IndicatorValue, PlanVersion, ProgressReport
from actionplans.presentation import overview, plan_title
from actionplans.presentation.tree import in_language
from actionplans.standing import Node, said_of, standing
from meetings.models import Attendance, Meeting
from members import paper, sheets
from members.days import full_day
from members.models import OutboxMail

PRESENT = (Attendance.Status.PRESENT, Attendance.Status.REMOTE)
TEMPLATE = pdf.TEMPLATE.parent / "donors.typ"


def document(version: PlanVersion, first: datetime.date, last: datetime.date, language: str) -> dict:
    """Strings ready to be set: {title, period, figures, parts, activities, indicators, …}."""
    with override(language):
        content = content_of(version)
        found = standing(content, said_of(version.plan_id, content, until=last), min(last, timezone.localdate()))
        reports = _reports(version, first, last)
        data = {
            "language": language,
            "alliance": settings.ALLIANCE_NAME,
            "title": gettext("Progress report"),
            "plan": plan_title(content, language),
            "version": gettext("Version %(number)s") % {"number": version.number},
            "period": f"{full_day(first)} – {full_day(last)}",
            "percent": overview.percent_words(found.whole.percent),
            "counted": overview.counted(found.whole),
            "figures": _figures(version, first, last),
            "parts": [
                [one["code"], one["title"], f"{one['percent']} %", one["words"]]
                for one in overview.meters(found, language)
            ],
            "activities": [_activity(node, reports, language) for node in found.activities],
            "indicators": list(_indicators(content, reports, language)),
            "labels": _labels(),
        }
    return paper.without_what_is_no_text(data)


def _labels() -> dict[str, str]:
    return {
        "whole": gettext("The whole plan"),
        "figures": gettext("In figures"),
        "parts": gettext("By line and objective"),
        "activities": gettext("Activities"),
        "indicators": gettext("Indicators"),
        "code": gettext("No."),
        "what": gettext("What is done or measured"),
        "who": gettext("Responsible"),
        "state": gettext("State"),
        "percent": gettext("Progress"),
        "words": gettext("In their words"),
        "value": gettext("Value"),
        "target": gettext("Target"),
        "measured": gettext("Period"),
        "page": gettext("Page"),
    }


def _reports(version: PlanVersion, first: datetime.date, last: datetime.date) -> list[ProgressReport]:
    """Accepted ones of periods that ended in it, with `numbers` [{indicator, value}]. One query."""
    reports = ProgressReport.objects.filter(
        period__plan=version.plan_id, status="accepted", period__ends_on__gte=first, period__ends_on__lte=last
    )
    values = IndicatorValue.objects.filter(report=OuterRef("pk")).order_by("pk")
    numbers = ArraySubquery(values.values(said=JSONObject(indicator="indicator__uid", value="value")))
    return list(reports.select_related("item", "period").annotate(numbers=numbers).order_by("period__starts_on", "pk"))


def _activity(node: Node, reports: list[ProgressReport], language: str) -> list[str]:
    item = node.item
    said = [f"{one.period.name}: {one.words}" for one in reports if str(one.item.uid) == item["uid"]]
    return [
        node.code,
        in_language(item, "title", language)[0],
        " · ".join(one["name"] for one in item["lead"]),
        overview.state_words(node)[0],
        overview.percent_words(node.percent),
        "\n".join(said),
    ]


def _figures(version: PlanVersion, first: datetime.date, last: datetime.date) -> list[list[str]]:
    """Meetings, organizations that came, commitments kept, stakeholders told: numbers alone. Two queries."""
    there, promised = Q(attendances__status__in=PRESENT), Q(agreements__kind="commitment")
    past = Meeting.objects.filter(starts_at__date__range=(first, last), starts_at__lte=timezone.now())
    meetings = past.filter(state=Meeting.State.CONVENED)
    held = meetings.aggregate(
        n=Count("pk", distinct=True),
        organizations=Count("attendances__organization", distinct=True, filter=there),
        people=Count("attendances__person", distinct=True, filter=there),
        promised=Count("agreements", distinct=True, filter=promised),
        kept=Count("agreements", distinct=True, filter=promised & Q(agreements__state="done")),
    )
    known = ~Q(acknowledged_at=None)
    shared = Delivery.objects.filter(share__version__plan=version.plan_id, share__created_at__date__range=(first, last))
    sent = shared.filter(known | Q(mail__state=OutboxMail.State.ACCEPTED))
    told = sent.aggregate(n=Count("person", distinct=True), known=Count("person", distinct=True, filter=known))
    return [
        [gettext("Meetings held"), str(held["n"])],
        [gettext("Organizations that took part"), str(held["organizations"])],
        [gettext("People who took part"), str(held["people"])],
        [gettext("Commitments taken, and done"), f"{held['promised']} · {held['kept']}"],
        [gettext("Stakeholders told of the plan, and acknowledged"), f"{told['n']} · {told['known']}"],
    ]


def _indicators(content: dict, reports: list[ProgressReport], language: str) -> Iterator[list[str]]:
    """A row each value; an indicator without one has a row too."""
    said: dict[str, list[tuple[str, str]]] = {}
    for report in reports:
        for number in report.numbers:
            value = f"{Decimal(str(number['value'])).normalize():f}"
            said.setdefault(number["indicator"], []).append((report.period.name, value))
    for code, item in numbered(content["items"]):
        if item["kind"] == "indicator":
            title, target = in_language(item, "title", language)[0], f"{item['target']} {item['unit']}".strip()
            for period, value in said.get(item["uid"], [("", "")]):
                yield [code, title, period, value, target]


def as_pdf(data: dict) -> bytes:
    """PDF/UA-1, as pdf.render."""
    return paper.printed(data, TEMPLATE)


def as_xlsx(data: dict) -> bytes:
    words = data["labels"]
    code, what = (words["code"], 8), (words["what"], 60)
    figures = [[words["whole"], data["percent"]], ["", data["counted"]], *data["figures"]]
    activities = [code, what, (words["who"], 40), (words["state"], 16), (words["percent"], 12), (words["words"], 80)]
    indicators = [code, what, (words["measured"], 24), (words["value"], 12), (words["target"], 20)]
    return sheets.as_xlsx(
        [
            (words["figures"], [(words["what"], 50), (words["value"], 40)], figures),
            (words["parts"], [code, what, (words["percent"], 12), (words["state"], 40)], data["parts"]),
            (words["activities"], activities, data["activities"]),
            (words["indicators"], indicators, data["indicators"]),
        ]
    )
