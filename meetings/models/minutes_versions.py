import json

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from meetings.models.bodies import Body
from meetings.models.meetings import Meeting
from meetings.models.minutes import Minutes
from members.canonical import sha256_hex
from members.models import roles_of


class MinutesVersionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MinutesVersionQuerySet":
        """What was published: whoever sees the meeting. What is in review or approved: the organizations that were
        there, by those who see the meeting. What was taken back: the secretariat."""
        roles = roles_of(user)
        if roles.sees_everything:
            return self.all()
        seen = self.filter(minutes__meeting__in=Meeting.objects.visible_to(user).order_by())
        asked = seen.model.organizations.through.objects.filter(organization__in=roles.organization_ids)
        return seen.filter(
            Q(state__in=["published", "superseded"])
            | Q(state__in=["in_review", "approved"], pk__in=asked.values("minutesversion"))
        )

    def open(self) -> "MinutesVersionQuerySet":
        return self.filter(state__in=["in_review", "approved"])


@pghistory.track(exclude=["content"])
class MinutesVersion(models.Model):
    """The whole acta as it was sent to review: text and facts, frozen as canonical JSON with its SHA-256 (shape in
    meetings.presentation.acta_content). What is approved and published is that and nothing else.

    Names of people stand in MinutesPerson beside it, so that an erasure leaves the fingerprint true; only where the
    text itself names somebody does an erasure rewrite it, fingerprint included. A version taken
    back and sent again is a new row with the same number and the next round.
    """

    class State(models.TextChoices):
        IN_REVIEW = "in_review", _("in review")
        WITHDRAWN = "withdrawn", _("taken back")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("corrected later")

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="versions", verbose_name=_("minutes"))
    number = models.PositiveSmallIntegerField(_("number"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.IN_REVIEW)
    content = models.TextField(_("content"), editable=False)
    content_sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    organizations = models.ManyToManyField(
        "members.Organization", related_name="+", verbose_name=_("organizations asked"), blank=True
    )
    # The body's rule as it was when the review began; `needed`: approvals, where the rule counts them.
    rule = models.CharField(_("approved by"), max_length=8, choices=Body.Approval.choices)
    needed = models.PositiveSmallIntegerField(_("approvals needed"), default=0)
    opened_at = models.DateTimeField(_("sent to review"), default=timezone.now)
    review_until = models.DateTimeField(_("review until"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = MinutesVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        ordering = ["-number", "-round"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number", "round"], name="minutes_version_once"),
            models.UniqueConstraint(
                fields=["minutes"], condition=Q(state__in=["in_review", "approved"]), name="one_open_minutes_version"
            ),
            models.UniqueConstraint(
                fields=["minutes"], condition=Q(state="published"), name="one_published_minutes_version"
            ),
            models.CheckConstraint(condition=Q(content_sha256=sha256_hex("content")), name="minutes_hash_of_content"),
            models.CheckConstraint(
                condition=Q(state__in=["in_review", "withdrawn"], approved_at__isnull=True)
                | Q(state__in=["approved", "published", "superseded"], approved_at__isnull=False),
                name="minutes_approved_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "superseded"], published_at__isnull=False)
                | ~Q(state__in=["published", "superseded"]) & Q(published_at__isnull=True),
                name="minutes_version_published_when",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="minutes_version_states",
                field="state",
                transitions=[
                    ("in_review", "withdrawn"),
                    ("in_review", "approved"),
                    ("approved", "published"),
                    ("published", "superseded"),
                ],
            ),
            pgtrigger.Trigger(
                name="acta_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'a version of minutes cannot be deleted';
                    END IF;
                    IF (OLD.id, OLD.minutes_id, OLD.number, OLD.round, OLD.content, OLD.content_sha256, OLD.rule,
                        OLD.needed, OLD.opened_at)
                       IS DISTINCT FROM
                       (NEW.id, NEW.minutes_id, NEW.number, NEW.round, NEW.content, NEW.content_sha256, NEW.rule,
                        NEW.needed, NEW.opened_at)
                       OR (OLD.state <> 'in_review' AND (OLD.review_until, OLD.approved_at)
                           IS DISTINCT FROM (NEW.review_until, NEW.approved_at))
                       OR (OLD.published_at IS NOT NULL AND OLD.published_at IS DISTINCT FROM NEW.published_at) THEN
                        RAISE EXCEPTION 'a version of minutes cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(_("version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("meetings:minutes_version", args=[self.pk])

    @cached_property
    def frozen_content(self) -> dict:
        return json.loads(self.content)

    @property
    def text(self) -> str:
        return self.frozen_content["text"]

    @property
    def takes_answers(self) -> bool:
        """It is in review, and its date has not passed."""
        return self.state == self.State.IN_REVIEW and timezone.now() < self.review_until


class MinutesPerson(models.Model):
    """What a person who stands in a version was called then. An erasure alone may rewrite it."""

    version = models.ForeignKey(MinutesVersion, models.PROTECT, related_name="people", verbose_name=_("version"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("person named in minutes")
        verbose_name_plural = _("persons named in minutes")
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="named_once_in_minutes")]
        triggers = [
            pgtrigger.Protect(name="minutes_person_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name
