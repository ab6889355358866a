from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import roles_of


class MinutesIntakeQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MinutesIntakeQuerySet":
        """For those who record meetings: it names who met whom."""
        return self.all() if roles_of(user).sees_everything else self.none()


class MinutesIntake(models.Model):
    """Minutes written elsewhere on their way into meetings: the text, and what has been answered about it so far.
    Nothing of it is there before it is applied; after a week it is deleted.

    `answers`: {key: text} as the page names its fields (meetings.services.intakes).
    """

    body = models.ForeignKey("meetings.Body", models.CASCADE, related_name="+", verbose_name=_("body"))
    text = models.TextField(_("text"), max_length=200_000)
    answers = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = MinutesIntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes being taken in")
        verbose_name_plural = _("minutes being taken in")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.body} · {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:intake_detail", args=[self.pk])
