import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from actionplans.models import (
    ActionPlan,
    Evidence,
    IndicatorValue,
    PlanItem,
    PlanVersion,
    ProgressReport,
    ReportingPeriod,
    Responsibility,
    VersionItem,
)
from actionplans.permissions import require_writer
from actionplans.services import notices
from actionplans.services.errors import (
    AlreadyAccepted,
    AlreadyDecided,
    NothingInForce,
    NotReportedHere,
    PeriodClosed,
    PeriodOverlaps,
    ReasonNeeded,
)
from actionplans.services.locks import lock_plan
from members import outbox
from members.models import Organization, OutboxMail, User, roles_of

REPORT_ASKED = "report_asked"
REPORT_RETURNED = "report_returned"
Status = ProgressReport.Status


@transaction.atomic
def open_period(
    plan: ActionPlan,
    *,
    name: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    due_on: datetime.date,
    actor: User,
) -> ReportingPeriod:
    """Ask whoever leads an activity of the version in force to report; one mail a representative.

    Raises NothingInForce, PeriodOverlaps.
    """
    require_writer(actor)
    lock_plan(plan.pk)
    version = in_force(plan)
    if plan.periods.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise PeriodOverlaps
    period = ReportingPeriod.objects.create(
        plan=plan, name=name, starts_on=starts_on, ends_on=ends_on, due_on=due_on, opened_at=timezone.now()
    )
    leads = Responsibility.objects.filter(text__version=version, role=Responsibility.Role.LEAD)
    asked = Organization.objects.active_members().filter(
        pk__in=leads.values_list(Coalesce("organization__merged_into", "organization"))
    )
    context = {"period": period, "plan": plan}
    letters = [
        outbox.Letter(f"{period.pk}:{person.pk}", person, context, subject_id=period.pk)
        for person in notices.representatives(asked)
    ]
    outbox.queue_many(REPORT_ASKED, letters)
    return period


@transaction.atomic
def close_period(period: ReportingPeriod, *, actor: User) -> None:
    """Nobody reports of it any more; the second time changes nothing."""
    require_writer(actor)
    ReportingPeriod.objects.filter(pk=period.pk, closed_at=None).update(closed_at=timezone.now())


@transaction.atomic
def submit_report(
    period: ReportingPeriod,
    item: PlanItem,
    organization: Organization,
    *,
    state: str,
    percent: int,
    words: str,
    values: Mapping[PlanItem, Decimal] | None = None,
    evidence: Sequence[Evidence] = (),
    keep: Iterable[Evidence] = (),
    actor: User,
) -> ProgressReport:
    """The organization's word on an activity for which it is responsible; the same word twice is one.

    `evidence`: unsaved, as services.evidence makes them; `keep`: of its word before in the same period, so that what
    was sent once needs not be sent again.

    Raises PeriodClosed, NotReportedHere, AlreadyAccepted, NothingInForce; PermissionDenied to whoever isn't of it.
    """
    if organization.pk not in roles_of(actor).organization_ids:
        raise PermissionDenied
    current, version = _open_for(period, item, organization)
    said = ProgressReport.objects.filter(period=current, item=item, organization=organization)
    percent = 100 if state == ProgressReport.State.DONE else percent
    numbers = {indicator.pk: value for indicator, value in (values or {}).items()}
    last = said.order_by("-revision").prefetch_related("values").first()
    if last and last.status == Status.ACCEPTED:
        raise AlreadyAccepted
    kept = list(Evidence.objects.filter(report=last, pk__in=[one.pk for one in keep])) if last else []
    same = (state, percent, words.strip(), numbers, {one.pk for one in kept})
    if last and not evidence and last.status == Status.SUBMITTED and _says(last) == same:
        return last
    about = {"item": item, "period": current, "version": version, "organization": organization}
    revision = (said.aggregate(last=Max("revision"))["last"] or 0) + 1
    told = {"revision": revision, "state": state, "percent": percent, "words": words.strip()}
    report = ProgressReport.objects.create(**about, **told, author_id=roles_of(actor).acting_person)
    _prove(report, numbers, [*kept, *evidence])
    return report


def _prove(report: ProgressReport, numbers: Mapping[int, Decimal], evidence: Iterable[Evidence]) -> None:
    """Its values, by indicator, and evidence in rows of its own: that stays with the report that it came with."""
    IndicatorValue.objects.bulk_create(
        IndicatorValue(report=report, indicator_id=pk, value=value) for pk, value in numbers.items()
    )
    Evidence.objects.bulk_create(
        Evidence(report=report, url=one.url, name=one.name, content_type=one.content_type, data=one.data)
        for one in evidence
    )


def _open_for(
    period: ReportingPeriod, item: PlanItem, organization: Organization
) -> tuple[ReportingPeriod, PlanVersion]:
    """The period, locked, and the version in force that makes this organization responsible for the activity."""
    current = ReportingPeriod.objects.select_for_update(of=("self",)).select_related("plan").get(pk=period.pk)
    if current.closed_at is not None:
        raise PeriodClosed
    version = in_force(current.plan)
    text = VersionItem.objects.filter(version=version, item=item, item__kind=PlanItem.Kind.ACTIVITY)
    if not text.filter(responsibilities__organization=organization).exists():
        raise NotReportedHere
    return current, version


def _says(report: ProgressReport) -> tuple:
    numbers = {one.indicator_id: one.value for one in report.values.all()}
    return report.state, report.percent, report.words, numbers, set(report.evidence.values_list("pk", flat=True))


@transaction.atomic
def accept_report(report: ProgressReport, *, actor: User) -> ProgressReport:
    """Raises AlreadyDecided: somebody else did, or the organization reported once more."""
    return _decide(report, Status.ACCEPTED, "", actor)


@transaction.atomic
def return_report(report: ProgressReport, reason: str, *, actor: User) -> ProgressReport:
    """Its author is told why, and reports again. Raises ReasonNeeded, AlreadyDecided; PeriodClosed, because nobody
    could report again."""
    if not reason.strip():
        raise ReasonNeeded
    if ReportingPeriod.objects.select_for_update().get(pk=report.period_id).closed_at is not None:
        raise PeriodClosed
    returned = _decide(report, Status.RETURNED, reason.strip(), actor)
    context = {"report": returned, "period": returned.period, "plan": returned.period.plan}
    outbox.queue(
        REPORT_RETURNED, key=str(returned.pk), to=returned.author, context=context, subject_id=returned.period_id
    )
    return returned


def _decide(report: ProgressReport, status: str, reason: str, actor: User) -> ProgressReport:
    require_writer(actor)
    rows = ProgressReport.objects.select_related("period__plan", "author", "organization")
    # The period's lock, which a new report takes too: nothing newer slips in.
    ReportingPeriod.objects.select_for_update().get(pk=report.period_id)
    current = rows.get(pk=report.pk)
    newer = ProgressReport.objects.filter(
        period=current.period, item=current.item_id, organization=current.organization, revision__gt=current.revision
    )
    if current.status != Status.SUBMITTED or newer.exists():
        raise AlreadyDecided
    current.status, current.reason = status, reason
    current.decided_at, current.decided_by_id = timezone.now(), roles_of(actor).person_id
    current.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    return current


def in_force(plan: ActionPlan) -> PlanVersion:
    version = plan.versions.filter(state=PlanVersion.State.PUBLISHED).first()
    if version is None:
        raise NothingInForce
    return version


def period_is_open(mail: OutboxMail) -> bool:
    """Asked before a mail about it leaves."""
    open_one = ReportingPeriod.objects.filter(pk=mail.subject_id or 0, closed_at=None)
    return open_one.exists() and notices.still_represents(mail)
