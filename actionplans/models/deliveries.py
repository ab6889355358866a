import datetime
import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.versions import PlanVersion


@pghistory.track()
class Share(models.Model):
    """One sending of one published version to chosen stakeholders."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="shares", verbose_name=_("version"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("shared by")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    message = models.TextField(_("message"), blank=True)
    recalled_at = models.DateTimeField(_("called back"), null=True, blank=True, editable=False)
    # Made with the preview: the same preview sent twice is one share.
    nonce = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version} · {self.created_at:%Y-%m-%d}"

    @property
    def held_until(self) -> datetime.datetime:
        """Until then its mails wait, and it can be called back without one having left."""
        return self.created_at + datetime.timedelta(seconds=settings.SHARE_HOLD_SECONDS)

    def get_absolute_url(self) -> str:
        return reverse("actionplans:share_detail", args=[self.pk])


class DeliveryQuerySet(models.QuerySet):
    def usable(self) -> "DeliveryQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


@pghistory.track(exclude=["token_sha256"])
class Delivery(models.Model):
    """One stakeholder's copy of one share: the mail, the link (only its hash is kept), what became of it."""

    share = models.ForeignKey(Share, models.PROTECT, related_name="deliveries", verbose_name=_("share"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="deliveries", verbose_name=_("person"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="deliveries", verbose_name=_("organization")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mail = models.OneToOneField("members.OutboxMail", models.PROTECT, related_name="delivery", verbose_name=_("mail"))
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("link ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_name = models.CharField(_("name"), max_length=150, blank=True)
    acknowledged_position = models.CharField(_("position"), max_length=150, blank=True)
    note = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["organization__sort_key", "person__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["share", "person"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | ~Q(acknowledged_name=""), name="acknowledged_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.person}"
