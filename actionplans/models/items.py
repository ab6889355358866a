import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from actionplans.models.plans import ActionPlan
from actionplans.models.versions import PlanVersion


class PlanItem(models.Model):
    """The permanent identity of a line, objective, activity or indicator, whatever its text in each version."""

    class Kind(models.TextChoices):
        LINE = "line", _("strategic line")
        OBJECTIVE = "objective", _("objective")
        ACTIVITY = "activity", _("activity")
        INDICATOR = "indicator", _("indicator")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="items", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    # What the files that it was imported from call it: by that the next one finds it, whatever its words are then.
    external_code = models.CharField(_("number in imported files"), max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.uid}"


# What an item says besides its place, its responsible organizations and its origins: what a copy of it carries, what
# two writers may have changed at the same time.
WORDING = (
    "title",
    "title_en",
    "text",
    "text_en",
    "weight",
    "starts_on",
    "ends_on",
    "depends_on",
    "area",
    "authority_level",
    "tags",
    "budget",
    "funder",
    "baseline",
    "unit",
    "target",
    "targets",
    "verification",
)


@pghistory.track()
class VersionItem(models.Model):
    """What an item says in one version. `order` counts among the children of one parent, from 1.

    `depends_on`: uids of items that come before it. `targets`: [{"until": "2019-12-31", "value": "12"}], by day.
    """

    class AuthorityLevel(models.TextChoices):
        NATIONAL = "national", _("national")
        DEPARTMENTAL = "departmental", _("departmental")
        MUNICIPAL = "municipal", _("municipal")

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="items", verbose_name=_("version"))
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="texts", verbose_name=_("plan item"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    weight = models.DecimalField(_("weight in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    depends_on = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("comes after"))
    area = models.CharField(_("department or unit in charge"), max_length=200, blank=True)
    authority_level = models.CharField(
        _("level of authority"), max_length=12, choices=AuthorityLevel.choices, blank=True
    )
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("tags"))
    budget = models.DecimalField(_("budget"), max_digits=16, decimal_places=2, null=True, blank=True)
    funder = models.CharField(_("funder"), max_length=200, blank=True)
    baseline = models.CharField(_("baseline"), max_length=200, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=60, blank=True)
    target = models.CharField(_("target"), max_length=200, blank=True)
    targets = models.JSONField(_("targets by period"), default=list, blank=True)
    # Of this version alone: why what was to be reached is no longer what the version before it said.
    target_reason = models.TextField(_("reason for the changed target"), max_length=1000, blank=True)
    verification = models.CharField(_("means of verification"), max_length=300, blank=True)
    lock_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("item of a version")
        verbose_name_plural = _("items of versions")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "item"], name="item_once_a_version"),
            models.UniqueConstraint(fields=["id", "version"], name="item_and_version"),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=0, weight__lte=100),
                name="weight_is_a_percentage",
                violation_error_message=_("A weight is between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0),
                name="budget_is_not_negative",
                violation_error_message=_("A budget can't be negative."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="item_ends_after_start",
                violation_error_message=_("It can't end before it starts."),
            ),
        ]
        # FOR SHARE: no row slips in while another session freezes the version.
        triggers = [
            pgtrigger.Trigger(
                name="item_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("of_version", "bigint"), ("its_state", "text")],
                func="""
                    IF TG_OP = 'INSERT' THEN of_version := NEW.version_id; ELSE of_version := OLD.version_id; END IF;
                    IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
                        RAISE EXCEPTION 'an item text stays in its version';
                    END IF;
                    SELECT state INTO its_state FROM actionplans_planversion WHERE id = of_version FOR SHARE;
                    IF its_state IS NOT NULL AND its_state <> 'draft' THEN
                        RAISE EXCEPTION 'the content of a frozen version cannot be changed';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Responsibility(models.Model):
    class Role(models.TextChoices):
        LEAD = "lead", _("leads")
        SUPPORT = "support", _("supports")

    text = models.ForeignKey(VersionItem, models.CASCADE, related_name="responsibilities")
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="responsibilities", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.LEAD)

    class Meta:
        verbose_name = _("responsible organization")
        verbose_name_plural = _("responsible organizations")
        ordering = ["role", "organization__sort_key"]
        constraints = [models.UniqueConstraint(fields=["text", "organization"], name="responsible_once")]
        triggers = [
            pgtrigger.Trigger(
                name="responsibility_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("of_text", "bigint"), ("its_state", "text")],
                func="""
                    IF TG_OP = 'INSERT' THEN of_text := NEW.text_id; ELSE of_text := OLD.text_id; END IF;
                    IF TG_OP = 'UPDATE' AND NEW.text_id <> OLD.text_id THEN
                        RAISE EXCEPTION 'a responsibility stays with its item text';
                    END IF;
                    SELECT v.state INTO its_state FROM actionplans_planversion v
                        JOIN actionplans_versionitem i ON i.version_id = v.id WHERE i.id = of_text FOR SHARE OF v;
                    IF its_state IS NOT NULL AND its_state <> 'draft' THEN
                        RAISE EXCEPTION 'the content of a frozen version cannot be changed';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_role_display()}"


class OriginQuerySet(models.QuerySet):
    def standing(self) -> "OriginQuerySet":
        """Of what a plan says now: in force, being written or reviewed, or taken back and not begun anew yet."""
        now = [PlanVersion.State.DRAFT, PlanVersion.State.IN_REVIEW, PlanVersion.State.PUBLISHED]
        goes_on = Q(version__state=PlanVersion.State.WITHDRAWN, version__successors=None)
        rows = VersionItem.objects.filter(Q(version__state__in=now) | goes_on, item=OuterRef("item"))
        return self.filter(Exists(rows))


@pghistory.track()
class Origin(models.Model):
    """Why an item is in the plan: an agreement or a SWOT item of a meeting."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="origins", verbose_name=_("plan item"))
    agreement = models.ForeignKey(
        "meetings.Agreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_origins",
        verbose_name=_("agreement"),
    )
    swot_item = models.ForeignKey(
        "meetings.SwotItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_origins",
        verbose_name=_("SWOT item"),
    )

    objects = OriginQuerySet.as_manager()

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, swot_item__isnull=True)
                | Q(agreement__isnull=True, swot_item__isnull=False),
                name="origin_is_one_thing",
            ),
            models.UniqueConstraint(fields=["item", "agreement"], name="agreement_origin_once"),
            models.UniqueConstraint(fields=["item", "swot_item"], name="swot_origin_once"),
        ]

    def __str__(self) -> str:
        return str(self.agreement or self.swot_item)
