"""What becomes of a reporting period after it was opened: other dates, a second opening, who still owes a report."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from actionplans.models import PlanItem, PlanVersion, ProgressReport, ReportingPeriod, Responsibility
from actionplans.permissions import require_writer
from actionplans.services import notices
from actionplans.services.errors import DueInThePast, PeriodClosed, PeriodIsOpen, PeriodOverlaps
from actionplans.services.locks import lock_plan
from members import outbox
from members.models import Organization, OutboxMail, User

REPORT_REMINDER = "report_reminder"
REPORT_REOPENED = "report_reopened"
# The days left from which each reminder is due, the last one first; after the last day, for two days more.
STEPS = (1, 7)
AFTER = 2
Status = ProgressReport.Status


@transaction.atomic
def change_period(
    period: ReportingPeriod,
    *,
    name: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    due_on: datetime.date,
    actor: User,
) -> ReportingPeriod:
    """What was reported stays with it. Raises PeriodClosed, PeriodOverlaps."""
    require_writer(actor)
    current = _locked(period)
    if current.closed_at is not None:
        raise PeriodClosed
    others = ReportingPeriod.objects.filter(plan=current.plan_id).exclude(pk=current.pk)
    if others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise PeriodOverlaps
    current.name, current.starts_on, current.ends_on, current.due_on = name, starts_on, ends_on, due_on
    current.save(update_fields=["name", "starts_on", "ends_on", "due_on"])
    return current


@transaction.atomic
def reopen_period(period: ReportingPeriod, due_on: datetime.date, *, actor: User) -> ReportingPeriod:
    """Reports are taken again until `due_on`; whoever owes one gets a mail. Raises PeriodIsOpen, DueInThePast."""
    require_writer(actor)
    current = _locked(period)
    if current.closed_at is None:
        raise PeriodIsOpen
    if due_on < timezone.localdate():
        raise DueInThePast
    current.closed_at, current.due_on = None, due_on
    current.save(update_fields=["closed_at", "due_on"])
    _tell(REPORT_REOPENED, current, f"{period.closed_at:%Y%m%d%H%M%S}")
    return current


def _locked(period: ReportingPeriod) -> ReportingPeriod:
    """The plan's lock first, which opening one takes too: no two periods come to share a day."""
    lock_plan(period.plan_id)
    return ReportingPeriod.objects.select_for_update(of=("self",)).select_related("plan").get(pk=period.pk)


def remind_due() -> None:
    """Beat calls it once an hour; each step once a person and last day, and only to those who owe a report."""
    today = timezone.localdate()
    until, since = today + datetime.timedelta(days=max(STEPS)), today - datetime.timedelta(days=AFTER)
    due = ReportingPeriod.objects.filter(closed_at=None, due_on__lte=until, due_on__gte=since).select_related("plan")
    for period in due:
        left = (period.due_on - today).days
        step = "after" if left < 0 else next(f"{days}d" for days in STEPS if left <= days)
        # Whoever was asked less than a day ago has the first mail fresh before them.
        is_fresh = period.opened_at and period.opened_at > timezone.now() - datetime.timedelta(days=1)
        if not is_fresh or step != f"{max(STEPS)}d":
            _tell(REPORT_REMINDER, period, f"{step}:{period.due_on:%Y%m%d}", left=left)


def _tell(event: str, period: ReportingPeriod, step: str, **context) -> None:
    context |= {"period": period, "plan": period.plan}
    letters = [
        outbox.Letter(f"{period.pk}:{step}:{person.pk}", person, context, subject_id=period.pk)
        for person in notices.representatives(silent(period))
    ]
    outbox.queue_many(event, letters)


def silent(period: ReportingPeriod) -> QuerySet[Organization]:
    """Members that lead an activity of the version in force of which no report of theirs stands in this period."""
    stands = ProgressReport.objects.filter(
        period=period,
        item=OuterRef("text__item"),
        organization=OuterRef("organization"),
        status__in=[Status.SUBMITTED, Status.ACCEPTED],
    )
    owed = Responsibility.objects.filter(
        ~Exists(stands),
        role=Responsibility.Role.LEAD,
        text__version__plan=period.plan_id,
        text__version__state=PlanVersion.State.PUBLISHED,
        text__item__kind=PlanItem.Kind.ACTIVITY,
    )
    return Organization.objects.active_members().filter(pk__in=owed.order_by().values("organization"))


def still_owed(mail: OutboxMail) -> bool:
    """Asked before a mail leaves: the period takes reports, and an organization of this person owes one."""
    period = ReportingPeriod.objects.filter(pk=mail.subject_id or 0, closed_at=None).first()
    return period is not None and any(one.pk == mail.person_id for one in notices.representatives(silent(period)))
