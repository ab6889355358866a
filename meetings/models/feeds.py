import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.bodies import Body


class CalendarFeed(models.Model):
    """A calendar to subscribe to: a person's own, or one of a body. Its address is a secret (members.tokens); a new one
    ends the old."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    person = models.ForeignKey("members.Person", models.CASCADE, related_name="feeds", verbose_name=_("person"))
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True, related_name="feeds", verbose_name=_("body"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(fields=["person", "body"], name="one_feed_each", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.body or ''}"
