from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MeetingSeries(models.Model):
    """«Every month until December»: what its meetings have in common. Each of them is whole by itself."""

    class Rule(models.TextChoices):
        WEEK = "week", _("every week")
        TWO_WEEKS = "two_weeks", _("every two weeks")
        MONTH_WEEKDAY = "month_weekday", _("every month, on the same weekday (such as the first Friday)")
        MONTH_DAY = "month_day", _("every month, on the same day")

    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices)
    until = models.DateField(_("until"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")

    def __str__(self) -> str:
        return f"{self.get_rule_display()} → {self.until}"
