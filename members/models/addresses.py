import pghistory
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.roles import roles_of


class ConfidentialAddressQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ConfidentialAddressQuerySet":
        """The secretariat, and whoever represents that very organization."""
        roles = roles_of(user)
        if roles.sees_everything:
            return self.all()
        return self.filter(organization__in=roles.organization_ids)


@pghistory.track(fields=["id", "organization", "changed_at"], model_name="ConfidentialAddressEvent")
class ConfidentialAddress(models.Model):
    """Where an organization at risk really is. A table of its own, so that no list, search, file or mail reads it.

    The trail says that it changed, when and by whom; never what was written.
    """

    organization = models.OneToOneField(
        "members.Organization", models.PROTECT, related_name="confidential_address", verbose_name=_("organization")
    )
    text = models.TextField(_("confidential address"), max_length=500)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = ConfidentialAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("confidential address")
        verbose_name_plural = _("confidential addresses")

    def __str__(self) -> str:
        return str(self.organization)
