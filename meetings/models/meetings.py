from zoneinfo import ZoneInfo, available_timezones

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.attendance import Attendance
from meetings.models.bodies import Body
from members.models import roles_of


def is_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone such as America/Bogota."), params={"name": name})


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MeetingQuerySet":
        """Everything for coordinators; otherwise where one is invited, or one's organization belongs to the body."""
        roles = roles_of(user)
        if roles.sees_everything:
            return self.all()
        if not roles.is_representative:
            return self.none()
        invited = Attendance.objects.filter(person=roles.person_id).order_by()
        in_body = Body.objects.filter(organizations__in=roles.organization_ids).order_by()
        return self.filter(Q(pk__in=invited.values("meeting")) | Q(body__in=in_body.values("pk")))

    def upcoming(self) -> "MeetingQuerySet":
        return self.filter(starts_at__gte=timezone.now()).order_by("starts_at")


@pghistory.track()
class Meeting(models.Model):
    """`place` and `link` are for invited persons only: never in a list, a public page, or a mail to others."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        EXTRAORDINARY = "extraordinary", _("extraordinary")
        PLANNING = "planning", _("planning")

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("body"))
    number = models.CharField(_("number"), max_length=20, unique=True, help_text=_("Year and sequence: 2018-01"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.ORDINARY)
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="America/Bogota", validators=[is_time_zone])
    city = models.CharField(_("city"), max_length=100, blank=True)
    place = models.CharField(_("place"), max_length=250, blank=True, help_text=_("Only invited persons see it."))
    link = models.URLField(_("link"), blank=True, help_text=_("Only invited persons see it."))
    convened_by = models.CharField(_("convened by"), max_length=200, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["-starts_at", "-id"], name="meeting_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("The meeting can't end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def local_start(self):
        """The start as the clock shows it where the meeting is."""
        return timezone.localtime(self.starts_at, ZoneInfo(self.time_zone))


class AgendaItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AgendaItemQuerySet":
        return self.filter(meeting__in=Meeting.objects.visible_to(user).order_by())


@pghistory.track()
class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=250)
    minutes = models.PositiveSmallIntegerField(_("duration in minutes"), null=True, blank=True)
    presenter = models.CharField(_("presenter"), max_length=150, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title
