import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.deliveries import Delivery


@pghistory.track()
class Reminder(models.Model):
    """One more mail about a delivery that nobody has acknowledged; it carries the same link."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="reminders", verbose_name=_("delivery"))
    number = models.PositiveSmallIntegerField(_("number"))
    mail = models.OneToOneField("members.OutboxMail", models.PROTECT, related_name="reminder", verbose_name=_("mail"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reminded by")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.delivery} · {self.created_at:%Y-%m-%d}"
