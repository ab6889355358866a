import uuid

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Mandate, NamesKept, kept_name, still_in


class AttendanceQuerySet(models.QuerySet):
    def present(self) -> "AttendanceQuerySet":
        return self.filter(status__in=PRESENT)

    def with_absences(self) -> "AttendanceQuerySet":
        """Adds `went` and `returned`: the moments of each earlier absence, in order. No query more."""
        away = Absence.objects.filter(attendance=OuterRef("pk")).order_by("left_at", "pk")
        return self.annotate(went=ArraySubquery(away.values("left_at")), returned=ArraySubquery(away.values("back_at")))

    def standing(self) -> "AttendanceQuerySet":
        """Without those who lost the mandate by which they spoke, or whose organization left the alliance.

        Guests, and whoever never needed a mandate (a substitute named by mail), stay.
        """
        today = timezone.localdate()
        held = Mandate.objects.filter(person=OuterRef("person"), organization=OuterRef("organization")).order_by()
        lost = Exists(held.filter(ends_on__lte=today)) & ~Exists(held.current(today))
        gone = Q(lost) | ~still_in(today, prefix="organization__")
        return self.exclude(~Q(capacity__in=WITHOUT_MANDATE) & Q(organization__isnull=False) & gone)


@pghistory.track(exclude=["person_name", "organization_name"])
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

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        YES = "yes", _("comes")
        NO = "no", _("doesn't come")
        MAYBE = "maybe", _("perhaps")
        SUBSTITUTE = "substitute", _("sends somebody else")

    # The link in the invitation is derived from `uid` (members.tokens); only its digest is looked up.
    uid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
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
    person_name = kept_name()
    organization_name = kept_name()
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="substitutes", verbose_name=_("stands in for")
    )
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True, editable=False)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    status = models.CharField(_("attendance"), max_length=12, choices=Status.choices, default=Status.INVITED)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["organization__sort_key", "person__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="attendance_leaves_after_arriving",
                violation_error_message=_("Nobody leaves before arriving."),
            ),
        ]
        triggers = [NamesKept(done="NEW.status <> 'invited'", person_name="person", organization_name="organization")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_status_display()}"

    @property
    def called(self) -> str:
        """The person's name when they were marked; until then, as the directory has it."""
        return self.person_name or self.person.name

    @property
    def spoke_for(self) -> str:
        """The organization's, likewise; empty for a guest of none."""
        return self.organization_name or (self.organization.name if self.organization else "")


@pghistory.track()
class Absence(models.Model):
    """Went away and came back. The last time that somebody left is `Attendance.left_at`."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="absences", verbose_name=_("attendance"))
    left_at = models.DateTimeField(_("left"))
    back_at = models.DateTimeField(_("came back"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["left_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(back_at__gte=F("left_at")), name="absence_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"{self.left_at:%H:%M}–{self.back_at:%H:%M}"


WITHOUT_MANDATE = (Attendance.Capacity.GUEST, Attendance.Capacity.OBSERVER)
PRESENT = (Attendance.Status.PRESENT, Attendance.Status.REMOTE)
