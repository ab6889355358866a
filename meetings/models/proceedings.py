import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.agreements import Agreement
from meetings.models.meetings import Meeting


@pghistory.track()
class Proceedings(models.Model):
    """How a meeting was held, beside attendance and agreements: what its acta says at the beginning and the end."""

    class Decision(models.TextChoices):
        NONE = "", _("not dealt with")
        APPROVED = "approved", _("approved")
        CHANGED = "changed", _("approved with changes")
        NOT_APPROVED = "not_approved", _("not approved")

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="proceedings", verbose_name=_("meeting"))
    chair = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chaired by")
    )
    secretary = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("secretary")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    previous = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("previous minutes")
    )
    previous_decision = models.CharField(
        _("the previous minutes were"), max_length=12, choices=Decision.choices, blank=True, default=""
    )
    previous_words = models.TextField(_("what was said to it"), blank=True, max_length=2000)
    next_at = models.DateTimeField(_("next meeting"), null=True, blank=True)

    class Meta:
        verbose_name = _("proceedings")
        verbose_name_plural = _("proceedings")
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_decision="") | Q(previous__isnull=False), name="previous_acta_decided_on"
            )
        ]

    def __str__(self) -> str:
        return str(self.meeting)


@pghistory.track()
class ReviewedCommitment(models.Model):
    """An earlier commitment as it stood when this meeting went over it; what becomes of it later changes nothing."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reviewed", verbose_name=_("meeting"))
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reviews", verbose_name=_("agreement"))
    text = models.TextField(_("what was agreed"))
    owner = models.CharField(_("responsible organization"), max_length=200, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=Agreement.State.choices)
    words = models.TextField(_("what was said to it"), blank=True, max_length=2000)
    recorded_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("commitment gone over")
        verbose_name_plural = _("commitments gone over")
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "agreement"], name="commitment_reviewed_once")]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.meeting.number}"
