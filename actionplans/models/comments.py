import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.items import PlanItem
from actionplans.models.versions import PlanVersion


@pghistory.track()
class Comment(models.Model):
    """A remark on an item, made on one version; it stays with the item in later ones."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="comments", verbose_name=_("plan item"))
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="comments", verbose_name=_("version"))
    author = models.ForeignKey("members.Person", models.PROTECT, related_name="comments", verbose_name=_("author"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="comments", verbose_name=_("organization")
    )
    text = models.TextField(_("comment"), max_length=4000)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
