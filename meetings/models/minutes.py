import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Minutes(models.Model):
    """The record of a meeting, in Markdown. Only its writers see a draft; published, whoever may see the meeting."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    meeting = models.OneToOneField(
        "meetings.Meeting", models.CASCADE, related_name="minutes", verbose_name=_("meeting")
    )
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return str(self.meeting)
