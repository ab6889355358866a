import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.versions import PlanVersion
from members.models import Mandate, NamesKept, kept_name


class EndorsementQuerySet(models.QuerySet):
    def latest(self) -> "EndorsementQuerySet":
        """The stance in force: each organization's last word on each version."""
        newest = Window(RowNumber(), partition_by=["version", "organization"], order_by=F("revision").desc())
        return self.alias(newest=newest).filter(newest=1)


@pghistory.track(exclude=["person_name", "organization_name", "capacity"])
class Endorsement(models.Model):
    """What an organization said of a version, bound to the exact content by its hash. Never changed or deleted: a new
    word is a new row with the next `revision`."""

    class Stance(models.TextChoices):
        ENDORSE = "endorse", _("endorses")
        RESERVATIONS = "reservations", _("with reservations")
        DISSENT = "dissent", _("dissents")
        ABSTAIN = "abstain", _("abstains")

    NEED_STATEMENT = (Stance.RESERVATIONS, Stance.DISSENT)

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="endorsements", verbose_name=_("version"))
    content_sha256 = models.CharField(_("SHA-256"), max_length=64)
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="endorsements", verbose_name=_("organization")
    )
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="endorsements", verbose_name=_("person"))
    # As what they spoke for it; empty where that is not known.
    capacity = models.CharField(_("as"), max_length=20, choices=Mandate.Role, blank=True, default="", editable=False)
    person_name = kept_name()
    organization_name = kept_name()
    stance = models.CharField(_("stance"), max_length=12, choices=Stance.choices)
    statement = models.TextField(_("statement"), blank=True)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["organization__sort_key", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["version", "organization", "revision"], name="stance_revision_once"),
            models.CheckConstraint(
                condition=~Q(stance__in=["reservations", "dissent"]) | ~Q(statement=""), name="statement_where_needed"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="endorsement_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            NamesKept(person_name="person", organization_name="organization"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_stance_display()}"
