"""How a stakeholder stands towards the alliance: a judgement of one day, kept for ever, so that a movement can be seen.

Whom the alliance takes for an opponent is nobody else's business: the secretariat alone reads it.
"""

import datetime

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models.engagements import of_a_stakeholder
from members.models.roles import roles_of


class AssessmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AssessmentQuerySet":
        return self.all() if roles_of(user).sees_everything else self.none()

    def as_of(self, day: datetime.date) -> "AssessmentQuerySet":
        """The latest of each stakeholder on that day: of two of one day, the one written later."""
        known = self.filter(assessed_on__lte=day)
        return known.order_by("stakeholder_id", "-assessed_on", "-pk").distinct("stakeholder_id")


@pghistory.track()
class Assessment(models.Model):
    class Level(models.IntegerChoices):
        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")

    class Position(models.IntegerChoices):
        AGAINST = -2, _("against")
        RELUCTANT = -1, _("reluctant")
        NEUTRAL = 0, _("neutral")
        FAVOURABLE = 1, _("favourable")
        ALLY = 2, _("ally")

    stakeholder = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="assessments", verbose_name=_("stakeholder")
    )
    interest = models.SmallIntegerField(_("level of interest"), choices=Level.choices)
    influence = models.SmallIntegerField(_("level of influence"), choices=Level.choices)
    position = models.SmallIntegerField(pgettext_lazy("stance", "position"), choices=Position.choices)
    assessed_on = models.DateField(_("day"), default=timezone.localdate)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assessed by")
    )
    words = models.TextField(_("why"), blank=True, max_length=2000)
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-assessed_on", "-pk"]
        indexes = [models.Index(fields=["stakeholder", "-assessed_on", "-id"], name="assessment_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(interest__range=(1, 3)), name="assessment_interest"),
            models.CheckConstraint(condition=Q(influence__range=(1, 3)), name="assessment_influence"),
            models.CheckConstraint(condition=Q(position__range=(-2, 2)), name="assessment_position"),
        ]
        triggers = [
            of_a_stakeholder("assessment_of_a_stakeholder"),
            pgtrigger.ReadOnly(
                name="assessment_kept", fields=["interest", "influence", "position", "assessed_on", "created_at"]
            ),
            pgtrigger.Protect(name="assessment_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder} · {self.assessed_on}"


def latest_two() -> ArraySubquery:
    """Of the stakeholder outside, the newest first, as JSON: for pages that read the stakeholder anyway."""
    who = Coalesce("assessed_by__person__name", F("assessed_by__email"))
    found = Assessment.objects.filter(stakeholder=OuterRef("pk")).order_by("-assessed_on", "-pk")
    said = JSONObject(interest="interest", influence="influence", position="position", day="assessed_on", who=who)
    return ArraySubquery(found.annotate(said=said).values("said")[:2])
