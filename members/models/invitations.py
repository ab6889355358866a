import datetime
import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def two_weeks_from_now() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=14)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


@pghistory.track(exclude=["token_sha256"])
class Invitation(models.Model):
    """One person may open an account, by a link in a mail to the address that is written here. Only the link's hash is
    kept; a new invitation of the same person takes back the one before."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="invitations", verbose_name=_("person"))
    email = models.EmailField(_("e-mail"))
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    expires_at = models.DateTimeField(_("link ends"), default=two_weeks_from_now)
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to an account")
        verbose_name_plural = _("invitations to accounts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(accepted_at=None, revoked_at=None), name="one_invitation_a_person"
            ),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(revoked_at=None), name="accepted_or_taken_back"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.created_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
