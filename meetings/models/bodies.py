import datetime
from math import ceil

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import still_in


@pghistory.track()
class Body(models.Model):
    """What meets: the assembly, a regional committee, a working group."""

    class Kind(models.TextChoices):
        ASSEMBLY = "assembly", _("assembly")
        REGIONAL_COMMITTEE = "regional_committee", _("regional committee")
        WORKING_GROUP = "working_group", _("working group")

    class Approval(models.TextChoices):
        SILENCE = "silence", _("silence: nobody objects until the date")
        COUNT = "count", _("count: so many organizations approve")

    name = models.CharField(_("name"), max_length=150, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    organizations = models.ManyToManyField(
        "members.Organization",
        blank=True,
        related_name="bodies",
        verbose_name=_("member organizations"),
        limit_choices_to={"kind": "member_cso"},
    )
    chair = models.ForeignKey(
        "members.Organization", models.SET_NULL, null=True, blank=True, related_name="chaired", verbose_name=_("chair")
    )
    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum in %"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Share of the body's organizations, instead of a number."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"), null=True, blank=True, help_text=_("How many organizations must be present.")
    )
    approval = models.CharField(
        _("its minutes are approved by"), max_length=8, choices=Approval.choices, default=Approval.SILENCE
    )
    approval_percent = models.PositiveSmallIntegerField(
        _("approvals needed in %"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Share of the organizations that were there; only where they are counted."),
    )
    approval_days = models.PositiveSmallIntegerField(
        _("days of review"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("How long those who were there have to read the minutes and comment."),
    )

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum=None) | Q(quorum_percent=None),
                name="one_quorum_rule",
                violation_error_message=_("Give the quorum as a number or as a share, not both."),
            )
        ]

    def quorum_of(self, organizations: int) -> int | None:
        """How many of so many make a quorum; None where the body has no rule."""
        if self.quorum_percent:
            return ceil(organizations * self.quorum_percent / 100)
        return self.quorum

    def members_on(self, day: datetime.date) -> set[int]:
        """Its organizations that belong to the alliance on that day; asks only where a quorum needs them."""
        if self.quorum_percent is None and self.quorum is None:
            return set()
        here = self.organizations.filter(still_in(day))
        return set(here.order_by().values_list("pk", flat=True))

    def approvals_of(self, organizations: int) -> int:
        """How many of so many that were there must approve minutes; 0 where silence does."""
        if self.approval == self.Approval.SILENCE:
            return 0
        return max(ceil(organizations * self.approval_percent / 100), 1)

    def __str__(self) -> str:
        return self.name


@pghistory.track(obj_field=None)
class BodyOrganization(Body.organizations.through):
    """The membership rows, tracked too: they decide who may see the body's meetings."""

    class Meta:
        proxy = True
