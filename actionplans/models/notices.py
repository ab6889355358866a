import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.models import MinutesVersion


@pghistory.track()
class Notice(models.Model):
    """Words to stakeholders, in Markdown; `minutes`: they are parts of those, to the letter, as they were in force at
    `created_at`. Shared, it is frozen."""

    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=50_000)
    text_en = models.TextField(_("text in English"), max_length=50_000, blank=True)
    minutes = models.ForeignKey(
        "meetings.Minutes",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="notices",
        verbose_name=_("minutes"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("written by")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text_en="") | ~Q(title_en=""),
                name="notice_in_english_has_a_title",
                violation_error_message=_("A text in English needs a title in English."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="notice_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM actionplans_share WHERE notice_id = OLD.id) THEN
                        RAISE EXCEPTION 'a notice that was shared cannot be changed';
                    END IF;
                    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
                """,
            ),
        ]

    def __str__(self) -> str:
        """In the active language, in Spanish where there is no English."""
        return self.title_en if self._is_read_in_english else self.title

    def get_absolute_url(self) -> str:
        return reverse("actionplans:notice_detail", args=[self.pk])

    @property
    def correction(self) -> MinutesVersion | None:
        """The version of its minutes that holds now, where that isn't the one from which these words are.

        Costs queries where minutes and `current` aren't selected.
        """
        current = self.minutes.current if self.minutes else None
        return current if current and current.published_at and current.published_at > self.created_at else None

    @property
    def words(self) -> str:
        """The text, in the language of the title."""
        return self.text_en or self.text if self._is_read_in_english else self.text

    @property
    def _is_read_in_english(self) -> bool:
        return get_language() == "en" and bool(self.title_en)
