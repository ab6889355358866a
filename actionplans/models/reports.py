import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.items import PlanItem
from actionplans.models.plans import ActionPlan
from actionplans.models.versions import PlanVersion
from members.models import NamesKept, kept_name

# Of a report's own rows: they come with it, and nothing is added once the secretariat has decided.
KEPT_WITH_REPORT = """
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'what came with a report cannot be changed';
    END IF;
    SELECT status INTO its_status FROM actionplans_progressreport WHERE id = NEW.report_id FOR SHARE;
    IF its_status <> 'submitted' THEN
        RAISE EXCEPTION 'nothing can be added to a report that was decided on';
    END IF;
    RETURN NEW;
"""


def kept_with_report(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("its_status", "text")],
        func=KEPT_WITH_REPORT,
    )


@pghistory.track()
class ReportingPeriod(models.Model):
    """A stretch of a plan of which the responsible organizations report, until `due_on`."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="periods", verbose_name=_("plan"))
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    due_on = models.DateField(_("reports until"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "starts_on"], name="period_once_a_plan"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_start",
                violation_error_message=_("The period can't end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["person_name", "organization_name"])
class ProgressReport(models.Model):
    """What a responsible organization says of an activity in a period. It belongs to the item, whatever version says
    what of it; `version` is the one in force when it was made, with its targets. A later word is a new `revision`.
    """

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        STALLED = "stalled", _("stalled")

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("waits for the secretariat")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="reports", verbose_name=_("activity"))
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports", verbose_name=_("period"))
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="reports", verbose_name=_("version"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="progress_reports", verbose_name=_("organization")
    )
    author = models.ForeignKey("members.Person", models.PROTECT, related_name="reports", verbose_name=_("author"))
    person_name = kept_name()
    organization_name = kept_name()
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    percent = models.PositiveSmallIntegerField(_("progress in %"), default=0)
    words = models.TextField(_("progress in words"), max_length=4000)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.SUBMITTED)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "period", "organization", "revision"], name="progress_revision_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="progress_in_words"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="progress_is_a_percentage"),
            models.CheckConstraint(condition=~Q(status="returned") | ~Q(reason=""), name="returned_with_a_reason"),
            models.CheckConstraint(
                condition=Q(status="submitted") | Q(decided_at__isnull=False), name="progress_decided_when"
            ),
        ]
        # What was said stays said; the secretariat decides once.
        triggers = [
            NamesKept(person_name="author", organization_name="organization"),
            pgtrigger.Trigger(
                name="report_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR OLD.status <> 'submitted'
                       OR (OLD.item_id, OLD.period_id, OLD.version_id, OLD.organization_id, OLD.author_id, OLD.revision,
                           OLD.state, OLD.percent, OLD.words, OLD.created_at)
                          IS DISTINCT FROM
                          (NEW.item_id, NEW.period_id, NEW.version_id, NEW.organization_id, NEW.author_id, NEW.revision,
                           NEW.state, NEW.percent, NEW.words, NEW.created_at) THEN
                        RAISE EXCEPTION 'a report of progress cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.period}"


@pghistory.track()
class IndicatorValue(models.Model):
    """What was measured for an indicator, told with a report; the target it stands against is its version's."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="values", verbose_name=_("report"))
    indicator = models.ForeignKey(PlanItem, models.PROTECT, related_name="values", verbose_name=_("indicator"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "indicator"], name="value_once_a_report")]
        triggers = [kept_with_report("value_kept")]

    def __str__(self) -> str:
        return f"{self.value.normalize():f}"
