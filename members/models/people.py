import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models.mandates import Mandate
from members.models.merging import no_chain_of_merges
from members.models.roles import roles_of
from members.text import normalized


def _speaking_now() -> models.QuerySet:
    """Of the person outside; the same rule by which roles_of() gives access."""
    return Mandate.objects.current().of_members().filter(person=OuterRef("pk"))


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PersonQuerySet":
        """Coordinators see everybody; representatives, members' representatives and their own organizations' people."""
        roles = roles_of(user)
        if roles.sees_everything:
            return self.all()
        if not roles.is_representative:
            return self.none()
        return self.filter(Exists(_speaking_now()) | Q(organization__in=roles.organization_ids))

    def speaking_for_members(self) -> "PersonQuerySet":
        """Those with a mandate of today in an organization that belongs to the alliance today."""
        return self.filter(Exists(_speaking_now()))

    def have_spoken_for_members(self) -> "PersonQuerySet":
        """Those who have such a mandate, or ever had one."""
        return self.filter(Exists(Mandate.objects.filter(person=OuterRef("pk"), organization__kind="member_cso")))

    def reachable(self) -> "PersonQuerySet":
        """With an address from which nothing came back, and who want notices."""
        return self.exclude(email="").exclude(bounced_email__iexact=F("email")).filter(unsubscribed_at=None)

    def search(self, words: str) -> "PersonQuerySet":
        found = self
        for word in normalized(words).split():
            found = found.filter(Q(search_key__contains=word) | Q(search_key__trigram_word_similar=word))
        return found


class PresentManager(models.Manager.from_queryset(PersonQuerySet)):
    """Without the duplicates that became part of another entry: nobody chooses, finds or writes to one of those."""

    def get_queryset(self) -> PersonQuerySet:
        return super().get_queryset().filter(merged_into=None)


@pghistory.track(exclude=["sort_key", "search_key"])
class Person(models.Model):
    """A directory entry: somebody who represents, is invited, or is told. May have an account, or none."""

    class Notices(models.TextChoices):
        AT_ONCE = "at_once", _("each one at once")
        DIGEST = "digest", _("one mail a day, in the morning")
        NEEDED = "needed", _("only what needs me")

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    bounced_email = models.EmailField(_("address that bounced"), blank=True, editable=False)
    unsubscribed_at = models.DateTimeField(_("wants no notices since"), null=True, blank=True, editable=False)
    daily_digest = models.BooleanField(_("wants notices in one mail a day"), default=False, editable=False)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    organization = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organization"),
    )
    # Empty: the alliance's own (TIME_ZONE). Its choices come with the forms: they are the machine's to know.
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
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
    sort_key = models.CharField(max_length=150, editable=False)
    search_key = models.TextField(editable=False)

    objects = PresentManager()
    everyone = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_sort"),
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="person_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="person_is_not_their_own_duplicate"),
        ]
        triggers = [no_chain_of_merges("members_person")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """What they are sorted and found by; whoever writes many at once calls this."""
        self.sort_key = normalized(self.name)[:150]
        before = Person.everyone.filter(merged_into=self.pk).values_list("name", flat=True) if self.pk else ()
        self.search_key = normalized(self.name, *before, self.position, self.email)

    @property
    def is_erased(self) -> bool:
        """A placeholder of somebody whose data were taken out: nobody may write another name over it."""
        return self.pk is not None and self.erasures.filter(decision="erased").exists()

    @property
    def with_organization(self) -> str:
        return f"{self.name} · {self.organization.name}" if self.organization else self.name

    @property
    def notices(self) -> "Person.Notices":
        """How this person wants what only informs."""
        if self.unsubscribed_at:
            return self.Notices.NEEDED
        return self.Notices.DIGEST if self.daily_digest else self.Notices.AT_ONCE

    @property
    def email_bounces(self) -> bool:
        """Mail to the present address came back for good. Correcting the address is all that it takes."""
        return bool(self.email) and self.bounced_email.lower() == self.email.lower()

    def get_absolute_url(self) -> str:
        return reverse("members:person_detail", args=[self.pk])
