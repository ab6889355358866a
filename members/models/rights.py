import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Consent(models.Model):
    """That a person let the alliance hold their data: when, how, and the very words that they were shown."""

    class Way(models.TextChoices):
        INVITATION = "invitation", _("by opening the account")
        PAGE = "page", _("on the page of one's own data")
        PAPER = "paper", _("on paper, or aloud")

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="consents", verbose_name=_("person"))
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    way = models.CharField(_("how"), max_length=12, choices=Way.choices)
    version = models.CharField(_("version of the text"), max_length=20)
    text = models.TextField(_("text"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="one_standing_consent_a_person"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_given_before_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.given_at:%Y-%m-%d}"


@pghistory.track()
class ErasureRequest(models.Model):
    """A person asks that what names them be taken out. `counts`: {what: rows} that the erasure wrote."""

    class Decision(models.TextChoices):
        OPEN = "", _("not decided")
        ERASED = "erased", _("erased")
        DECLINED = "declined", _("not granted")
        TAKEN_BACK = "taken_back", _("taken back")

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="erasures", verbose_name=_("person"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default="", blank=True)
    words = models.TextField(_("why not"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    counts = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("request of erasure")
        verbose_name_plural = _("requests of erasure")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(decision=""), name="one_open_erasure_a_person"),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="erasure_decided_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(decision="declined") | ~Q(words=""), name="erasure_declined_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.decision == self.Decision.OPEN
