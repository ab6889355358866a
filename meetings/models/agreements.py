import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AgreementQuerySet":
        return self.filter(meeting__in=Meeting.objects.visible_to(user).order_by())

    def open(self) -> "AgreementQuerySet":
        return self.filter(state__in=[Agreement.State.OPEN, Agreement.State.IN_PROGRESS])

    def overdue(self) -> "AgreementQuerySet":
        return self.open().filter(due_on__lt=timezone.localdate())

    def owed_by(self, organization_ids) -> "AgreementQuerySet":
        return self.filter(Q(owner__in=organization_ids) | Q(partners__in=organization_ids)).distinct()


@pghistory.track()
class Agreement(models.Model):
    """What a meeting decided, or somebody promised in it. Its number (2018-01/1) stays for ever."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision")
        COMMITMENT = "commitment", _("commitment")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        UNMET = "unmet", _("unmet")
        WITHDRAWN = "withdrawn", _("withdrawn")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agreements", verbose_name=_("meeting"))
    sequence = models.PositiveSmallIntegerField(_("sequence"))
    number = models.CharField(_("number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.COMMITMENT)
    text = models.TextField(_("what was agreed"))
    owner = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("responsible organization"),
    )
    owner_person = models.ForeignKey(
        "members.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("responsible person"),
    )
    partners = models.ManyToManyField(
        "members.Organization", blank=True, related_name="partner_agreements", verbose_name=_("with")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    progress = models.TextField(_("progress"), blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-meeting__starts_at", "sequence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="agreement_sequence_once"),
            models.CheckConstraint(
                condition=~Q(kind="commitment") | Q(owner__isnull=False, due_on__isnull=False),
                name="commitment_has_owner_and_date",
                violation_error_message=_("A commitment needs a responsible organization and a date."),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="agreement_due")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("meetings:agreement_detail", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        is_open = self.state in (self.State.OPEN, self.State.IN_PROGRESS)
        return is_open and self.due_on is not None and self.due_on < timezone.localdate()


@pghistory.track(obj_field=None)
class AgreementPartner(Agreement.partners.through):
    class Meta:
        proxy = True
