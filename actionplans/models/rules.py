import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.endorsements import Endorsement
from members.models import NamesKept, kept_name


@pghistory.track()
class PublicationRule(models.Model):
    """What the alliance asks before a version is in force. One row; before there is one, the settings say it."""

    percent = models.PositiveSmallIntegerField(
        _("organizations that have to endorse, in % of those asked"), validators=[MaxValueValidator(100)]
    )
    reservations_count = models.BooleanField(_("who endorses with reservations counts"), default=True)
    dissent_answered = models.BooleanField(_("each dissent has to be answered"))
    after_deadline = models.BooleanField(_("not before the deadline, unless all have answered"))

    class Meta:
        verbose_name = _("rule of publication")
        verbose_name_plural = _("rule of publication")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_rule"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="rule_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"

    @classmethod
    def current(cls) -> "PublicationRule":
        """Unsaved where nobody has set one yet."""
        return cls.objects.first() or cls(pk=1, **settings.PUBLICATION_RULE)


@pghistory.track(exclude=["person_name"])
class DissentAnswer(models.Model):
    """What the secretariat answers to an organization that dissents; it stands beside the dissent for good."""

    endorsement = models.OneToOneField(Endorsement, models.PROTECT, related_name="answer", verbose_name=_("stance"))
    text = models.TextField(_("answer"), max_length=4000)
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    person_name = kept_name()
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a dissent")
        verbose_name_plural = _("answers to dissents")
        triggers = [
            pgtrigger.Protect(name="answer_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            NamesKept(person_name="person"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
