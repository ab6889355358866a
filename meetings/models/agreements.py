import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from members.models import NamesKept, kept_name, roles_of

OVERDUE = "overdue"
"""What addresses and the board call an open agreement whose date has passed; no column holds it."""


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AgreementQuerySet":
        """Those of the meetings that one may see, and what one's own organization owes, wherever it was agreed: whoever
        follows a representative finds what they promised in a meeting of invited people only. `sees_meeting`: whether
        the meeting itself may be named to them."""
        meetings = Meeting.objects.visible_to(user).order_by()
        known = Exists(meetings.filter(pk=OuterRef("meeting")))
        owed = Q(owner__in=roles_of(user).organization_ids)
        return self.filter(Q(meeting__in=meetings.values("pk")) | owed).annotate(sees_meeting=known)

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

    class Answer(models.TextChoices):
        NONE = "", _("not answered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("not accepted")

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
    evidence = models.URLField(_("evidence"), blank=True, max_length=500)
    agenda_item = models.ForeignKey(
        "meetings.AgendaItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("agenda item"),
    )
    # What the responsible organization says to it: it takes it on, or why it can't.
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, default=Answer.NONE, blank=True)
    answer_words = models.TextField(_("in their words"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # Who was told last that it is theirs: nobody is told twice.
    told_to = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-meeting__starts_at", "sequence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="agreement_sequence_once"),
        ]
        triggers = [
            # While a meeting goes on a commitment may lack them: it is taken down in seconds, and completed before
            # the meeting closes (Meeting has the other half of this rule).
            pgtrigger.Trigger(
                name="commitment_has_owner_and_date",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__kind="commitment")
                & (pgtrigger.Q(new__owner__isnull=True) | pgtrigger.Q(new__due_on__isnull=True)),
                func="""
                    IF EXISTS (SELECT FROM meetings_meeting WHERE id = NEW.meeting_id AND closed_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'a commitment needs an owner and a date'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_has_owner_and_date';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="number_for_ever",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("meeting", "number", "sequence"),
                func="RAISE EXCEPTION 'an agreement keeps its number for ever' USING ERRCODE = 'check_violation';",
            ),
            pgtrigger.Trigger(
                name="text_of_published_minutes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("text", "kind", "agenda_item"),
                func="""
                    IF EXISTS (SELECT FROM meetings_minutes WHERE meeting_id = NEW.meeting_id
                               AND state NOT IN ('draft', 'correcting')) THEN
                        RAISE EXCEPTION 'the minutes with this agreement are in review or published'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'text_of_published_minutes';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="agreement_due")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("meetings:agreement_detail", args=[self.pk])

    @property
    def lacks(self) -> bool:
        """A commitment of which nobody has said yet who keeps it, or until when."""
        return self.kind == self.Kind.COMMITMENT and (self.owner_id is None or self.due_on is None)

    @property
    def is_overdue(self) -> bool:
        is_open = self.state in (self.State.OPEN, self.State.IN_PROGRESS)
        return is_open and self.due_on is not None and self.due_on < timezone.localdate()


@pghistory.track(obj_field=None)
class AgreementPartner(Agreement.partners.through):
    class Meta:
        proxy = True


@pghistory.track(exclude=["asked_by_name", "decided_by_name"])
class AgreementRequest(models.Model):
    """The responsible organization asks for more time, or for another organization to take over. The date and the
    owner change only when it is granted."""

    class Kind(models.TextChoices):
        EXTENSION = "extension", _("more time")
        HANDOVER = "handover", _("another organization")

    class Decision(models.TextChoices):
        NONE = "", _("not decided")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("not granted")
        LAPSED = "lapsed", _("no longer needed")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="requests", verbose_name=_("agreement"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    due_on = models.DateField(_("new date"), null=True, blank=True)
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organization")
    )
    reason = models.TextField(_("why"), max_length=2000)
    asked_by = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_by_name = kept_name()
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, default="", blank=True)
    words = models.TextField(_("answer"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_by_name = kept_name()
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("request about an agreement")
        verbose_name_plural = _("requests about agreements")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind"], condition=Q(decision=""), name="one_open_request_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="extension", due_on__isnull=False) | Q(kind="handover", organization__isnull=False),
                name="request_says_what",
            ),
        ]
        triggers = [NamesKept(asked_by_name="asked_by", decided_by_name="decided_by")]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.get_kind_display()}"


@pghistory.track()
class AgreementReminder(models.Model):
    """That a commitment was brought up, once a step, due date and person; a date that was put off begins anew.

    Whom it reminds may report by the link in the mail, without logging in (members.tokens).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="reminders", verbose_name=_("agreement"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    due_on = models.DateField(_("due on"))
    step = models.SmallIntegerField(_("days after"))
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder of an agreement")
        verbose_name_plural = _("reminders of agreements")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "person", "due_on", "step"], name="agreement_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.step}"
