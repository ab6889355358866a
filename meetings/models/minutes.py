import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
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
        constraints = [
            models.CheckConstraint(condition=~Q(state="published") | Q(published_at__isnull=False), name="minutes_when")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="minutes_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
                func="""
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'published minutes cannot be deleted';
                    END IF;
                    IF (OLD.id, OLD.meeting_id, OLD.text, OLD.state, OLD.published_at)
                        IS DISTINCT FROM (NEW.id, NEW.meeting_id, NEW.text, NEW.state, NEW.published_at) THEN
                        RAISE EXCEPTION 'published minutes cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED
