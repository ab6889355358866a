import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting


class SwotQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SwotQuerySet":
        return self.filter(meeting__in=Meeting.objects.visible_to(user).order_by())


@pghistory.track()
class SwotItem(models.Model):
    """A strength, weakness, opportunity or threat that a meeting named (DOFA in Spanish)."""

    class Quadrant(models.TextChoices):
        STRENGTH = "strength", _("strength")
        WEAKNESS = "weakness", _("weakness")
        OPPORTUNITY = "opportunity", _("opportunity")
        THREAT = "threat", _("threat")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="swot_items", verbose_name=_("meeting"))
    quadrant = models.CharField(_("quadrant"), max_length=12, choices=Quadrant.choices)
    text = models.CharField(_("text"), max_length=400)
    raised_by = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="swot_items",
        verbose_name=_("raised by"),
    )

    # How the meeting grouped its items, and how much weight it gave each: hands raised, or dots on the wall.
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)

    objects = SwotQuerySet.as_manager()

    class Meta:
        verbose_name = _("SWOT item")
        verbose_name_plural = _("SWOT items")
        ordering = ["quadrant", "pk"]

    def __str__(self) -> str:
        return self.text
