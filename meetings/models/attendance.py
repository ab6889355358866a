import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


class AttendanceQuerySet(models.QuerySet):
    def present(self) -> "AttendanceQuerySet":
        return self.filter(status__in=[Attendance.Status.PRESENT, Attendance.Status.REMOTE])


@pghistory.track()
class Attendance(models.Model):
    """One invited person at one meeting, and the organization that person represents there (none: a guest)."""

    class Status(models.TextChoices):
        INVITED = "invited", _("invited")
        PRESENT = "present", _("present")
        REMOTE = "remote", _("remote")
        EXCUSED = "excused", _("excused")
        UNEXCUSED = "unexcused", _("absent")

    class Capacity(models.TextChoices):
        PRINCIPAL = "principal", _("principal")
        ALTERNATE = "alternate", _("alternate")
        GUEST = "guest", _("guest")
        OBSERVER = "observer", _("observer")

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="attendances")
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="attendances", verbose_name=_("person"))
    organization = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("represents"),
    )
    capacity = models.CharField(_("as"), max_length=12, choices=Capacity.choices, default=Capacity.PRINCIPAL)
    status = models.CharField(_("attendance"), max_length=12, choices=Status.choices, default=Status.INVITED)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["organization__sort_key", "person__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_status_display()}"
