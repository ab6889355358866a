"""What is owed and what was said in a reporting period, as rows ready for their page."""

from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language

from actionplans.models import Evidence, IndicatorValue, ProgressReport, ReportingPeriod, VersionItem
from actionplans.presentation.tree import in_language
from members.days import full_day, short_day

TONES = {"accepted": "good", "submitted": "warn", "returned": "bad"}


def owed(period: ReportingPeriod, reports: list[ProgressReport], organization_ids: frozenset[int]) -> list[dict]:
    """One row an activity and organization: title, organization, url, report (its tag and tone), by due date.

    `reports` are those of latest(). One query. What an organization leads comes before what it supports.
    """
    texts = VersionItem.objects.filter(
        version__plan=period.plan_id,
        version__state="published",
        item__kind="activity",
        responsibilities__organization__in=organization_ids,
    )
    duties = texts.order_by("responsibilities__role", "ends_on", "pk").values_list(
        "item_id",
        "item__uid",
        "title",
        "title_en",
        "ends_on",
        "responsibilities__organization",
        "responsibilities__role",
        "responsibilities__organization__name",
    )
    said = {(one.item_id, one.organization_id): one for one in reports}
    return [
        {
            "title": _title({"title": title, "title_en": title_en}),
            "organization": name,
            "leads": role == "lead",
            "until": full_day(ends_on) if ends_on else "",
            "url": reverse("actionplans:report_create", args=[period.pk, uid, organization]),
            "report": said.get((item, organization)),
            "tag": tag(said.get((item, organization))),
        }
        for item, uid, title, title_en, ends_on, organization, role, name in duties
        if organization in organization_ids
    ]


def latest(period: ReportingPeriod) -> list[ProgressReport]:
    """The last word of each organization on each activity, as with_proof, with `words_of` the activity ({title,
    title_en}): those of the version in force, or where it has none, of the version that was reported on. One query."""
    rows = ProgressReport.objects.filter(period=period).order_by("item_id", "organization_id", "-revision")
    of_item = VersionItem.objects.filter(item=OuterRef("item")).values(
        said=JSONObject(title="title", title_en="title_en")
    )
    now = Subquery(of_item.filter(version__state="published")[:1])
    then = Subquery(of_item.filter(version=OuterRef("version"))[:1])
    last = rows.distinct("item_id", "organization_id").select_related("item", "organization")
    return list(with_proof(last).annotate(words_of=Coalesce(now, then)))


def with_proof(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """Adds `numbers` [{indicator (uid), value, title, title_en, unit, target}], in the words of the version that was
    reported on, and `proofs` [{pk, name, url}]."""
    numbers = IndicatorValue.objects.filter(report=OuterRef("pk")).order_by("pk")
    then = VersionItem.objects.filter(item=OuterRef("indicator"), version=OuterRef("report__version"))
    words = {name: Subquery(then.values(name)[:1]) for name in ("title", "title_en", "unit", "target")}
    proofs = Evidence.objects.filter(report=OuterRef("pk")).order_by("pk")
    said = JSONObject(indicator="indicator__uid", value=Cast("value", TextField()), **words)
    return reports.annotate(
        numbers=ArraySubquery(numbers.values(said=said)),
        proofs=ArraySubquery(proofs.values(said=JSONObject(pk="pk", name="name", url="url"))),
    )


def measured(report: ProgressReport) -> list[dict]:
    """{title, value, unit, target} of each number that came with it, in the reader's language."""
    return [
        {
            "title": _title({"title": one["title"] or "", "title_en": one["title_en"] or ""}),
            "value": number_format(f"{Decimal(one['value']).normalize():f}"),
            "unit": one["unit"] or "",
            "target": one["target"] or "",
        }
        for one in report.numbers
    ]


def proofs(report: ProgressReport) -> list[tuple[str, str]]:
    """(address, name) of each piece of evidence."""
    return [
        (one["url"] or reverse("actionplans:evidence", args=[one["pk"]]), one["name"] or one["url"])
        for one in report.proofs
    ]


def _title(words: dict | None) -> str:
    return in_language(words, "title", get_language() or "es")[0] if words else ""


def tag(report: ProgressReport | None) -> tuple[str, str]:
    return (str(report.get_status_display()), TONES[report.status]) if report else ("", "")


def told(period: ReportingPeriod, reports: list[ProgressReport]) -> list[dict]:
    """Every organization's last word with all that came with it, for the secretariat; what waits for it first."""
    return [
        {
            "pk": one.pk,
            "title": _title(one.words_of),
            "url": reverse("actionplans:item_detail", args=[period.plan_id, one.item.uid]),
            "organization": one.organization_name,
            "state": one.get_state_display(),
            "percent": one.percent,
            "words": one.words,
            "when": short_day(timezone.localdate(one.created_at)),
            "tag": tag(one),
            "waits": one.status == "submitted",
            "reason": one.reason,
            "measured": measured(one),
            "proofs": proofs(one),
        }
        for one in sorted(reports, key=lambda one: (one.status != "submitted", one.created_at))
    ]


def history(reports: list[ProgressReport]) -> list[dict]:
    """Every word on one activity; `reports` as presentation.trace.reports_on. No names of people."""
    return [
        {
            "period": one.period.name,
            "organization": one.organization_name,
            "when": short_day(timezone.localdate(one.created_at)),
            "state": one.get_state_display(),
            "percent": one.percent,
            "words": one.words,
            "reason": one.reason,
            "tag": tag(one),
            "measured": measured(one),
            "proofs": proofs(one),
        }
        for one in reports
    ]
