import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.leaving import still_in
from members.models.merging import no_chain_of_merges
from members.models.roles import roles_of
from members.models.topics import Topic
from members.places import department_name
from members.text import normalized


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrganizationQuerySet":
        return self.present() if roles_of(user).is_inside else self.none()

    def present(self) -> "OrganizationQuerySet":
        """Without the duplicates that became part of another one."""
        return self.filter(merged_into=None)

    def members(self) -> "OrganizationQuerySet":
        return self.present().filter(kind=Organization.Kind.MEMBER)

    def active_members(self) -> "OrganizationQuerySet":
        """Whom the alliance counts on: neither paused nor gone. Who leaves on a coming day takes part until then."""
        return self.members().filter(still_in(), status=Organization.Status.ACTIVE)

    def with_public_card(self) -> "OrganizationQuerySet":
        """Members that agreed to be seen by everybody, while they belong to the alliance."""
        return self.members().filter(still_in(), public_fields__contains=["name"])

    def stakeholders(self) -> "OrganizationQuerySet":
        return self.present().exclude(kind=Organization.Kind.MEMBER)

    def search(self, words: str) -> "OrganizationQuerySet":
        """Every word must occur, or nearly (trigram similarity, so a typo is forgiven); accents don't matter."""
        found = self
        for word in normalized(words).split():
            found = found.filter(Q(search_key__contains=word) | Q(search_key__trigram_word_similar=word))
        return found


@pghistory.track(exclude=["sort_key", "search_key"])
class Organization(models.Model):
    """A member CSO or a stakeholder of the alliance."""

    class Kind(models.TextChoices):
        MEMBER = "member_cso", _("member organization")
        AUTHORITY = "authority", _("authority")
        DONOR = "donor", _("donor")
        UN_AGENCY = "un_agency", _("UN agency")
        ACADEMIA = "academia", _("academia")
        OTHER = "other", _("other organization")

    class Level(models.TextChoices):
        NATIONAL = "national", _("national")
        DEPARTMENTAL = "departmental", _("departmental")
        MUNICIPAL = "municipal", _("municipal")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")

    class PublicField(models.TextChoices):
        NAME = "name", _("name")
        ACRONYM = "acronym", _("acronym")
        DEPARTMENT = "department", _("department")
        MUNICIPALITY = "municipality", _("municipality")
        WEBSITE = "website", _("website")
        THEMES = "themes", _("themes")
        POPULATIONS = "populations", _("populations it works with")
        JOINED_ON = "joined_on", _("member since")

    name = models.CharField(_("name"), max_length=200, unique=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, blank=True)
    department = models.CharField(_("department"), max_length=6, blank=True, help_text="ISO 3166-2: CO-ANT")
    municipality = models.CharField(_("municipality"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="organizations", verbose_name=_("themes and populations")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    leaving_reason = models.TextField(_("reason for leaving"), max_length=500, blank=True)
    public_fields = ArrayField(
        models.CharField(max_length=20, choices=PublicField.choices),
        verbose_name=_("public card"),
        default=list,
        blank=True,
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("is a duplicate of"),
    )
    sort_key = models.CharField(max_length=200, editable=False)
    search_key = models.TextField(editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="organization_sort"),
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="organization_search"),
        ]
        triggers = [no_chain_of_merges("members_organization")]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="organization_is_not_its_own_duplicate"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="organization_leaves_after_joining",
                violation_error_message=_("An organization can't leave before it joined."),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None, leaving_reason="") | (Q(left_on__isnull=False) & ~Q(leaving_reason="")),
                name="organization_leaves_with_a_reason",
                violation_error_message=_("The day of leaving and its reason belong together: write both, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(public_fields=[]) | Q(public_fields__contains=["name"]),
                name="public_card_has_a_name",
                violation_error_message=_("A public card without the name says nothing: show the name too."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """What it is sorted and found by; whoever writes many at once calls this."""
        self.sort_key = normalized(self.name)[:200]
        names = [self.name, *(self.merged.values_list("name", flat=True) if self.pk else [])]
        self.search_key = normalized(*names, self.acronym, self.municipality, department_name(self.department))

    def get_absolute_url(self) -> str:
        return reverse("members:organization_detail", args=[self.pk])

    @property
    def department_name(self) -> str:
        return department_name(self.department)

    @property
    def has_left(self) -> bool:
        return self.left_on is not None and self.left_on <= timezone.localdate()

    @property
    def standing(self) -> str:
        """Its status in words; that it has left says more."""
        return str(_("has left")) if self.has_left else self.get_status_display()

    @property
    def is_member(self) -> bool:
        return self.kind == self.Kind.MEMBER


@pghistory.track(obj_field=None)
class OrganizationTopic(Organization.topics.through):
    """What organizations work on, row by row, for the trail."""

    class Meta:
        proxy = True
