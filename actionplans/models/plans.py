import uuid

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import roles_of


class ActionPlanQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ActionPlanQuerySet":
        """Coordinators see all plans; representatives those of which a version was ever put before them."""
        roles = roles_of(user)
        if roles.sees_everything:
            return self.all()
        if not roles.is_representative:
            return self.none()
        return self.filter(versions__content_sha256__isnull=False).distinct()


@pghistory.track()
class ActionPlan(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    starts_on = models.DateField(_("period starts"))
    ends_on = models.DateField(_("period ends"))

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message=_("The period can't end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title

    def get_absolute_url(self) -> str:
        return reverse("actionplans:plan_detail", args=[self.pk])
