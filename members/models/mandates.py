import datetime

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models.leaving import still_in

MANDATE_ENDS_BEFORE_START = _("A mandate can't end before it starts.")
TERM_ENDS_BEFORE_START = _("A term can't end before it starts.")


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class TermQuerySet(models.QuerySet):
    """Terms run from starts_on up to, not including, ends_on: whoever is replaced today has no access today."""

    def current(self, on: datetime.date | None = None) -> "TermQuerySet":
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def within(self, starts_on: datetime.date, ends_on: datetime.date | None) -> "TermQuerySet":
        """Those that run on some day from starts_on up to, not including, ends_on (None: without end)."""
        found = self.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
        return found if ends_on is None else found.filter(starts_on__lt=ends_on)

    def of_members(self, on: datetime.date | None = None) -> "TermQuerySet":
        """Of organizations that belong to the alliance on that day: one that left speaks in it no more."""
        day = on or timezone.localdate()
        return self.filter(still_in(day, prefix="organization__"), organization__kind="member_cso")


class Period(models.Model):
    """From a day on, up to, not including, another; `ends_before_start` says in words that it can't be otherwise."""

    ends_before_start: str | Promise

    class Meta:
        abstract = True

    def clean(self) -> None:
        """In words, before the rule about overlaps makes a range of both days, which is an error of the database."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": self.ends_before_start})


@pghistory.track()
class Mandate(Period):
    """A person speaks for an organization, in one role, from a day on."""

    ends_before_start = MANDATE_ENDS_BEFORE_START

    class Role(models.TextChoices):
        PRINCIPAL = "principal", _("principal representative")
        ALTERNATE = "alternate", _("alternate representative")
        SPOKESPERSON = "spokesperson", _("spokesperson")
        COORDINATOR = "coordinator", _("coordinator")

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="mandates", verbose_name=_("person"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="mandates", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts_on = models.DateField(_("starts on"), default=timezone.localdate)
    ends_on = models.DateField(_("ends on"), null=True, blank=True, help_text=_("The first day without the mandate."))

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-starts_on", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_start",
                violation_error_message=MANDATE_ENDS_BEFORE_START,
            ),
            ExclusionConstraint(
                name="one_principal_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(role="principal"),
                violation_error_message=_("This organization has another principal representative in that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization} · {self.get_role_display()}"


@pghistory.track()
class SecretariatTerm(Period):
    """An organization holds the technical secretariat; several may at once. Its coordinators lead."""

    ends_before_start = TERM_ENDS_BEFORE_START

    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="secretariat_terms", verbose_name=_("organization")
    )
    starts_on = models.DateField(_("starts on"), default=timezone.localdate)
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day without the secretariat.")
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("secretariat term")
        verbose_name_plural = _("secretariat terms")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="secretariat_ends_after_start",
                violation_error_message=TERM_ENDS_BEFORE_START,
            ),
            ExclusionConstraint(
                name="one_term_of_an_organization_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This organization holds the technical secretariat in that time already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)
