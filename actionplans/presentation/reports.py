"""What is owed and what was said in a reporting period, as rows ready for their page."""

from django.urls import reverse
from django.utils import timezone

from actionplans.models import ProgressReport, ReportingPeriod, VersionItem
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
        "ends_on",
        "responsibilities__organization",
        "responsibilities__role",
        "responsibilities__organization__name",
    )
    said = {(one.item_id, one.organization_id): one for one in reports}
    return [
        {
            "title": title,
            "organization": name,
            "leads": role == "lead",
            "until": full_day(ends_on) if ends_on else "",
            "url": reverse("actionplans:report_create", args=[period.pk, uid, organization]),
            "report": said.get((item, organization)),
            "tag": tag(said.get((item, organization))),
        }
        for item, uid, title, ends_on, organization, role, name in duties
        if organization in organization_ids
    ]


def latest(period: ReportingPeriod) -> list[ProgressReport]:
    """The last word of each organization on each activity."""
    rows = ProgressReport.objects.filter(period=period).order_by("item_id", "organization_id", "-revision")
    return list(rows.distinct("item_id", "organization_id").select_related("item", "organization"))


def tag(report: ProgressReport | None) -> tuple[str, str]:
    return (str(report.get_status_display()), TONES[report.status]) if report else ("", "")


def told(period: ReportingPeriod, reports: list[ProgressReport]) -> list[dict]:
    """Every organization's last word, for the secretariat; what waits for it first. One query."""
    titles = dict(
        VersionItem.objects.filter(version__plan=period.plan_id, version__state="published").values_list(
            "item_id", "title"
        )
    )
    return [
        {
            "pk": one.pk,
            "title": titles.get(one.item_id, ""),
            "organization": one.organization.name,
            "state": one.get_state_display(),
            "percent": one.percent,
            "words": one.words,
            "when": short_day(timezone.localdate(one.created_at)),
            "tag": tag(one),
            "waits": one.status == "submitted",
            "reason": one.reason,
        }
        for one in sorted(reports, key=lambda one: (one.status != "submitted", one.created_at))
    ]


def history(reports: list[ProgressReport]) -> list[dict]:
    """Every word on one activity; `reports` as presentation.trace.reports_on. No names of people."""
    return [
        {
            "period": one.period.name,
            "organization": one.organization.name,
            "when": short_day(timezone.localdate(one.created_at)),
            "state": one.get_state_display(),
            "percent": one.percent,
            "words": one.words,
            "reason": one.reason,
            "tag": tag(one),
            "proofs": [
                (proof["url"] or reverse("actionplans:evidence", args=[proof["pk"]]), proof["name"] or proof["url"])
                for proof in one.proofs
            ],
        }
        for one in reports
    ]
