import pghistory
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.text import normalized


@pghistory.track(exclude=["sort_key"])
class Topic(models.Model):
    """What organizations work on, or whom they work with: words that administrators choose, to filter lists by."""

    class Kind(models.TextChoices):
        THEME = "theme", _("theme")
        POPULATION = "population", _("population")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name in Spanish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    sort_key = models.CharField(max_length=80, editable=False)

    class Meta:
        verbose_name = _("theme or population")
        verbose_name_plural = _("themes and populations")
        ordering = ["kind", "sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "sort_key",
                name="one_topic_of_a_name",
                violation_error_message=_("There is another one of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def clean(self) -> None:
        self.sort_key = normalized(self.name)[:80]

    def save(self, *args, **kwargs) -> None:
        self.clean()
        super().save(*args, **kwargs)
