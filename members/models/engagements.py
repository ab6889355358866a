"""Approaches to authorities and other stakeholders: who met whom, what about, what was answered, what comes next.

Who meets whom puts people at risk: the secretariat reads all of it, the owner of a next step reads that step.
"""

import pghistory
import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.names import NamesKept, kept_name
from members.models.roles import roles_of
from members.text import normalized


def of_a_stakeholder(name: str) -> pgtrigger.Trigger:
    """Refuses a row about a member of the alliance. One that joins later keeps the rows from before."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("stakeholder_id"),
        func="""
            IF (SELECT kind FROM members_organization WHERE id = NEW.stakeholder_id) = 'member_cso' THEN
                RAISE EXCEPTION 'a member of the alliance is no stakeholder' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class EngagementQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EngagementQuerySet":
        return self.all() if roles_of(user).sees_everything else self.none()

    def with_people(self) -> "EngagementQuerySet":
        """`ours` and `theirs`: who took part, as lists of words. In the same query, however many rows."""
        return self.annotate(ours=_names(EngagementPerson.Side.OURS), theirs=_names(EngagementPerson.Side.THEIRS))

    def with_next_step(self) -> "EngagementQuerySet":
        """`next_words`, `next_on`, `next_owner`: of the open step that is due first; None where there is none."""
        first = EngagementStep.objects.open().filter(engagement=OuterRef("pk")).order_by("due_on", "pk")
        return self.annotate(
            next_words=Subquery(first.values("text")[:1]),
            next_on=Subquery(first.values("due_on")[:1]),
            next_owner=Subquery(first.values("owner__name")[:1]),
        )

    def search(self, words: str) -> "EngagementQuerySet":
        """Every word must occur: in the subject, in the answer, in a step, or in the stakeholder's name."""
        found = self
        for word in words.replace("\x00", "").split()[:10]:
            step = EngagementStep.objects.filter(text__icontains=word).values("engagement")
            said = Q(about__icontains=word) | Q(answer__icontains=word) | Q(pk__in=step)
            found = found.filter(said | Q(stakeholder__search_key__contains=normalized(word)))
        return found


@pghistory.track()
class Engagement(models.Model):
    """One approach to one stakeholder, on one day."""

    class Channel(models.TextChoices):
        MEETING = "meeting", _("meeting in person")
        VIDEO = "video", _("video call")
        PHONE = "phone", _("telephone call")
        LETTER = "letter", _("letter")
        EMAIL = "email", _("e-mail message")
        EVENT = "event", _("event or hearing")
        OTHER = "other", _("another way")

    stakeholder = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="engagements", verbose_name=_("stakeholder")
    )
    on = models.DateField(_("day"), default=timezone.localdate)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    about = models.TextField(_("about what"), max_length=2000)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    lock_version = models.PositiveIntegerField(default=0, editable=False)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["stakeholder", "on"], name="engagement_of_stakeholder"),
            models.Index(fields=["-on", "-id"], name="engagement_newest"),
        ]
        triggers = [of_a_stakeholder("engagement_of_a_stakeholder")]

    def __str__(self) -> str:
        return f"{self.stakeholder} · {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("members:engagement_detail", args=[self.pk])


@pghistory.track(exclude=["person_name", "organization_name"])
class EngagementPerson(models.Model):
    """Who took part. `organization` is the one that they spoke for on that day, whatever became of them since."""

    class Side(models.TextChoices):
        OURS = "ours", _("of the alliance")
        THEIRS = "theirs", _("of the stakeholder")

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="taking_part", verbose_name=_("approach"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, related_name="+", verbose_name=_("organization")
    )
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    person_name = kept_name()
    organization_name = kept_name()

    class Meta:
        verbose_name = _("person in an approach")
        verbose_name_plural = _("people in approaches")
        ordering = ["person__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["engagement", "person"], name="once_in_an_engagement")]
        triggers = [NamesKept(person_name="person", organization_name="organization")]

    def __str__(self) -> str:
        return str(self.person)


class StepQuerySet(models.QuerySet):
    def visible_to(self, user) -> "StepQuerySet":
        """The secretariat all; whoever else belongs to the alliance, those that they own."""
        roles = roles_of(user)
        if roles.sees_everything:
            return self.all()
        return self.filter(owner=roles.person_id) if roles.is_representative else self.none()

    def open(self) -> "StepQuerySet":
        return self.filter(done_at=None)


def _names(side: str) -> ArraySubquery:
    """“Ana · Organización 02” of ours, “Luis · enlace” of theirs."""
    what = "organization_name" if side == EngagementPerson.Side.OURS else "person__position"
    rows = EngagementPerson.objects.filter(engagement=OuterRef("pk"), side=side).order_by("person__sort_key", "pk")
    said = Case(When(**{f"{what}__gt": ""}, then=Concat("person_name", Value(" · "), what)), default="person_name")
    return ArraySubquery(rows.annotate(said=said).values("said"))


@pghistory.track()
class EngagementStep(models.Model):
    """What somebody of the alliance does next, until when; `outcome` is what came of it."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="steps", verbose_name=_("approach"))
    text = models.TextField(_("next step"), max_length=500)
    due_on = models.DateField(_("due on"))
    owner = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("who does it"))
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    outcome = models.TextField(_("what came of it"), max_length=2000, blank=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="step_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(done_at__isnull=False), name="step_has_an_outcome_when_it_is_done"
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("members:step_detail", args=[self.pk])
