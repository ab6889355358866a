import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.items import PlanItem
from actionplans.models.reports import ProgressReport, kept_with_report


@pghistory.track(exclude=["data"])
class Evidence(models.Model):
    """What proves a report: a link, or a file.

    Files are small and few, and lie in the database: one backup holds everything, and no address leads past the
    permission.
    """

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="evidence", verbose_name=_("report"))
    url = models.URLField(_("link"), blank=True, max_length=500)
    name = models.CharField(_("name"), max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    data = models.BinaryField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(url="") | Q(data__isnull=False), name="evidence_is_something"),
        ]
        triggers = [kept_with_report("evidence_kept")]

    def __str__(self) -> str:
        return self.name or self.url


@pghistory.track()
class Escalation(models.Model):
    """That an overdue activity was brought up, once a step and due date; `is_skipped`: a later step was due already.
    `organization` is empty where nobody leads it."""

    class Step(models.IntegerChoices):
        """With whom, and how many days after the activity was due."""

        PERSON = 1, _("brought up with whoever answers for the organization")
        ORGANIZATION = 7, _("brought up with the whole organization")
        SECRETARIAT = 14, _("brought up with the secretariat")

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="escalations", verbose_name=_("activity"))
    organization = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations",
        verbose_name=_("organization"),
    )
    due_on = models.DateField(_("due on"))
    step = models.PositiveSmallIntegerField(_("days after"), choices=Step.choices)
    is_skipped = models.BooleanField(_("skipped"), default=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "organization", "due_on", "step"], name="escalated_once"),
            models.UniqueConstraint(
                fields=["item", "due_on", "step"], condition=Q(organization=None), name="escalated_once_without_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.step}"
