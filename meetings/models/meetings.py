import datetime
import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo, available_timezones

import pghistory
import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from meetings.models.attendance import Attendance
from meetings.models.bodies import Body
from meetings.models.series import MeetingSeries
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
        return self.known_to(roles.person_id, roles.organization_ids)

    def known_to(self, person_id: int | None, organization_ids: Iterable[int]) -> "MeetingQuerySet":
        """Convened or cancelled ones; a draft is the secretariat's own. Of a confidential one only the invited know."""
        invited = Attendance.objects.filter(person=person_id).standing().order_by()
        in_body = Body.objects.filter(organizations__in=organization_ids).order_by()
        known = Q(pk__in=invited.values("meeting")) | Q(body__in=in_body.values("pk"), is_confidential=False)
        return self.exclude(state=Meeting.State.DRAFT).filter(known)

    def with_body_members(self) -> "MeetingQuerySet":
        """Adds `body_members`: the keys of the body's organizations that were in the alliance then. No query more."""
        through = Body.organizations.through.objects.filter(body=OuterRef("body"))
        here = Q(organization__left_on=None) | Q(organization__left_on__gt=OuterRef("starts_at"))
        return self.annotate(body_members=ArraySubquery(through.filter(here).order_by().values("organization")))

    def upcoming(self) -> "MeetingQuerySet":
        return self.filter(starts_at__gte=timezone.now()).order_by("starts_at")


@pghistory.track()
class Meeting(models.Model):
    """`place` and `link` are for invited persons only: never in a list, a public page, or a mail to others."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        EXTRAORDINARY = "extraordinary", _("extraordinary")
        PLANNING = "planning", _("planning")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONVENED = "convened", _("convened")
        CANCELLED = "cancelled", _("cancelled")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("hybrid")

    uid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    mode = models.CharField(_("how people meet"), max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    is_confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Mail and calendar say only “meeting of the alliance”; only the invited know of it."),
    )
    # Of the calendar's event: how often it was sent with something new, what was told last, and what was seen since.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    told_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    seen_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The date that people answer to, and the first of the event's sequences with that date.
    told_start = models.DateTimeField(null=True, blank=True, editable=False)
    asked_sequence = models.PositiveIntegerField(default=0, editable=False)
    # Of a series: the day that its rule gave, which stays when the meeting moves.
    series = models.ForeignKey(
        MeetingSeries, models.SET_NULL, null=True, blank=True, editable=False, related_name="meetings"
    )
    series_on = models.DateField(null=True, blank=True, editable=False)
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True, max_length=1000, editable=False)
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
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

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
            ),
            models.UniqueConstraint(fields=["series", "series_on"], name="once_a_day_of_its_series"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closed_with_whole_commitments",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=True, new__closed_at__isnull=False),
                func="""
                    IF EXISTS (SELECT FROM meetings_agreement WHERE meeting_id = NEW.id AND kind = 'commitment'
                               AND (owner_id IS NULL OR due_on IS NULL)) THEN
                        RAISE EXCEPTION 'a meeting closes when each commitment has an owner and a date'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_with_whole_commitments';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting_detail", args=[self.pk])

    # People come before a meeting begins, and it may last; attendance taken days later says nothing about hours.
    EARLY, LONG = datetime.timedelta(hours=3), datetime.timedelta(hours=24)

    def during(self, at: datetime.datetime | None = None) -> datetime.datetime | None:
        """The moment (now, where it isn't given), if the meeting goes on then."""
        moment = at or timezone.now()
        return moment if self.starts_at - self.EARLY <= moment <= self.starts_at + self.LONG else None

    @property
    def local_start(self):
        """The start as the clock shows it where the meeting is."""
        return timezone.localtime(self.starts_at, ZoneInfo(self.time_zone))


FOLLOW_UP = gettext_noop("Follow-up of earlier agreements")


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
    # What was said to it, taken down in the meeting: the beginning of the minutes.
    notes = models.TextField(_("notes"), blank=True, max_length=20_000)
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True, editable=False)
    document = models.URLField(_("document"), blank=True, help_text=_("A link to what people should read before."))
    # Made by the system: lists the open agreements of the body's earlier meetings.
    is_follow_up = models.BooleanField(default=False, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(is_follow_up=True), name="one_follow_up_a_meeting"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title; that of the follow-up is the system's, in the reader's language."""
        return gettext(FOLLOW_UP) if self.is_follow_up else self.title
