import json

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actionplans.models.plans import ActionPlan
from members.canonical import sha256_hex
from members.models import roles_of


class PlanVersionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PlanVersionQuerySet":
        """Drafts are the coordinators'; whatever went to review, each representative may read."""
        roles = roles_of(user)
        if roles.sees_everything:
            return self.all()
        if not roles.is_representative:
            return self.none()
        return self.filter(content_sha256__isnull=False)

    def open(self) -> "PlanVersionQuerySet":
        return self.filter(state__in=[PlanVersion.State.DRAFT, PlanVersion.State.IN_REVIEW])


@pghistory.track(exclude=["content"])
class PlanVersion(models.Model):
    """One state of the plan. A draft lives in its VersionItem rows; when it goes to review, `content` (canonical JSON,
    shape in actionplans.content) and its SHA-256 are set, and from then on neither it nor its rows can change.

    A version taken back from review and edited again is a new row with the same number and the next round.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("in force")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("made from")
    )
    content = models.TextField(_("content"), null=True, blank=True, editable=False)
    content_sha256 = models.CharField(_("SHA-256"), max_length=64, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")
        ordering = ["plan", "-number", "-round"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number", "round"], name="version_number_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["draft", "in_review"]), name="one_open_version"
            ),
            models.UniqueConstraint(fields=["id", "content_sha256"], name="version_and_hash"),
            models.CheckConstraint(
                condition=Q(state="draft", content__isnull=True, content_sha256__isnull=True)
                | Q(~Q(state="draft"), content__isnull=False, content_sha256__isnull=False),
                name="frozen_when_not_draft",
            ),
            models.CheckConstraint(
                condition=Q(content_sha256__isnull=True) | Q(content_sha256=sha256_hex("content")),
                name="hash_of_content",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"]) | Q(published_at__isnull=False),
                name="published_when",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="version_states",
                field="state",
                transitions=[
                    ("draft", "in_review"),
                    ("in_review", "published"),
                    ("in_review", "withdrawn"),
                    ("published", "superseded"),
                ],
            ),
            pgtrigger.Trigger(
                name="version_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__content_sha256__isnull=False),
                func="""
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'a version that left the draft state cannot be deleted';
                    END IF;
                    IF (OLD.id, OLD.plan_id, OLD.number, OLD.round, OLD.base_id, OLD.content, OLD.content_sha256)
                        IS DISTINCT FROM
                       (NEW.id, NEW.plan_id, NEW.number, NEW.round, NEW.base_id, NEW.content, NEW.content_sha256)
                       OR (OLD.published_at IS NOT NULL
                           AND (OLD.published_at, OLD.published_by_id)
                               IS DISTINCT FROM (NEW.published_at, NEW.published_by_id)) THEN
                        RAISE EXCEPTION 'the content of a frozen version cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(_("version %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("actionplans:version_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @cached_property
    def frozen_content(self) -> dict:
        """The parsed canonical JSON of a version that left the draft state."""
        return json.loads(self.content or "{}")


@pghistory.track()
class ReviewRound(models.Model):
    """Members are asked about one version until a moment."""

    version = models.OneToOneField(PlanVersion, models.PROTECT, related_name="review", verbose_name=_("version"))
    organizations = models.ManyToManyField(
        "members.Organization", related_name="review_rounds", verbose_name=_("organizations asked")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        verbose_name = _("review round")
        verbose_name_plural = _("review rounds")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="review_closes_after_opening")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="review_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                declare=[("its_state", "text")],
                func="""
                    SELECT state INTO its_state FROM actionplans_planversion WHERE id = OLD.version_id;
                    IF TG_OP = 'DELETE' OR OLD.version_id <> NEW.version_id OR its_state <> 'in_review' THEN
                        RAISE EXCEPTION 'a review that is over cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def is_open(self) -> bool:
        return self.version.state == PlanVersion.State.IN_REVIEW and timezone.now() < self.closes_at


@pghistory.track(obj_field=None)
class ReviewedOrganization(ReviewRound.organizations.through):
    class Meta:
        proxy = True
        # Who was asked is in the record, silence included.
        triggers = [
            pgtrigger.Trigger(
                name="asked_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("its_state", "text")],
                func="""
                    IF TG_OP <> 'INSERT' THEN
                        RAISE EXCEPTION 'an organization that was asked stays asked';
                    END IF;
                    SELECT v.state INTO its_state FROM actionplans_planversion v
                        JOIN actionplans_reviewround r ON r.version_id = v.id WHERE r.id = NEW.reviewround_id;
                    IF its_state <> 'in_review' THEN
                        RAISE EXCEPTION 'a review that is over cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
