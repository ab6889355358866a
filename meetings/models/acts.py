import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeviceAct(models.Model):
    """That something done in a meeting, on a device which may have been offline, was carried out.

    The device chooses `uid`, so that a queue which is sent twice is carried out once.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="+")
    user = models.ForeignKey("members.User", models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(_("taken in"), default=timezone.now)

    class Meta:
        verbose_name = _("act of a device")
        verbose_name_plural = _("acts of devices")

    def __str__(self) -> str:
        return str(self.uid)
