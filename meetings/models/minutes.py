import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Minutes(models.Model):
    """The record of a meeting, in Markdown, as it is being written. Only its writers see it.

    What others read is a MinutesVersion: the one in review, or `current`, the published one. Every save of the text
    leaves a row in the trail, which is its history.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        # Published, and a correction is being written; what is published stays in force meanwhile.
        CORRECTING = "correcting", _("being corrected")

    # Whose text may be changed.
    WRITTEN = (State.DRAFT, State.CORRECTING)

    meeting = models.OneToOneField(
        "meetings.Meeting", models.CASCADE, related_name="minutes", verbose_name=_("meeting")
    )
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    correction = models.TextField(_("why it is corrected"), blank=True, max_length=1000)
    current = models.OneToOneField(
        "meetings.MinutesVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="in_force_for",
        verbose_name=_("published version"),
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, current=None, state__in=["draft", "in_review", "approved"])
                | Q(published_at__isnull=False, current__isnull=False) & ~Q(state="draft"),
                name="minutes_published_with_a_version",
            )
        ]
        triggers = [
            pgtrigger.FSM(
                name="minutes_states",
                field="state",
                transitions=[
                    ("draft", "in_review"),
                    ("in_review", "draft"),
                    ("in_review", "approved"),
                    ("approved", "published"),
                    ("published", "correcting"),
                    ("correcting", "published"),
                    ("correcting", "in_review"),
                    ("in_review", "correcting"),
                ],
            ),
            pgtrigger.Trigger(
                name="minutes_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="draft"),
                func="""
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'minutes in review and published minutes cannot be deleted';
                    END IF;
                    IF (OLD.id, OLD.meeting_id) IS DISTINCT FROM (NEW.id, NEW.meeting_id)
                       OR (OLD.state <> 'correcting' AND OLD.text IS DISTINCT FROM NEW.text)
                       OR (OLD.published_at IS NOT NULL AND OLD.published_at IS DISTINCT FROM NEW.published_at)
                       OR (OLD.current_id IS DISTINCT FROM NEW.current_id
                           AND NOT (OLD.state = 'approved' AND NEW.state = 'published')) THEN
                        RAISE EXCEPTION 'minutes in review and published minutes cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def is_published(self) -> bool:
        """There is a version that everybody of the body may read."""
        return self.published_at is not None

    @property
    def is_written(self) -> bool:
        """Its text may be changed now."""
        return self.state in self.WRITTEN

    @property
    def published_text(self) -> str:
        """What is in force; empty where nothing is published. Costs a query where `current` isn't selected."""
        return self.current.text if self.current else ""
