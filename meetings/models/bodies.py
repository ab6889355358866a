import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Body(models.Model):
    """What meets: the assembly, a regional committee, a working group."""

    class Kind(models.TextChoices):
        ASSEMBLY = "assembly", _("assembly")
        REGIONAL_COMMITTEE = "regional_committee", _("regional committee")
        WORKING_GROUP = "working_group", _("working group")

    name = models.CharField(_("name"), max_length=150, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    organizations = models.ManyToManyField(
        "members.Organization",
        blank=True,
        related_name="bodies",
        verbose_name=_("member organizations"),
        limit_choices_to={"kind": "member_cso"},
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"), null=True, blank=True, help_text=_("How many organizations must be present.")
    )

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(obj_field=None)
class BodyOrganization(Body.organizations.through):
    """The membership rows, tracked too: they decide who may see the body's meetings."""

    class Meta:
        proxy = True
