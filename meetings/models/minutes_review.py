import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models.minutes_versions import MinutesVersion
from members.models import Mandate, NamesKept, kept_name

IN_REVIEW_ONLY = """
    IF NOT EXISTS (SELECT FROM meetings_minutesversion WHERE id = NEW.version_id AND state = 'in_review') THEN
        RAISE EXCEPTION 'these minutes are not in review';
    END IF;
    RETURN NEW;
"""


class MinutesCommentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MinutesCommentQuerySet":
        return self.filter(version__in=MinutesVersion.objects.visible_to(user).order_by())


@pghistory.track(exclude=["person_name", "organization_name"])
class MinutesComment(models.Model):
    """What an organization that was there says to a paragraph (from 1; 0: the acta as a whole), and the writers'
    answer, which settles it. Words once said stay."""

    version = models.ForeignKey(MinutesVersion, models.PROTECT, related_name="comments", verbose_name=_("version"))
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), default=0)
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="+", verbose_name=_("organization")
    )
    person_name = kept_name()
    organization_name = kept_name()
    text = models.TextField(_("comment"), max_length=4000)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    objects = MinutesCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on minutes")
        verbose_name_plural = _("comments on minutes")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="minutes_comment_answered_in_words",
            )
        ]
        triggers = [
            NamesKept(person_name="person", organization_name="organization"),
            pgtrigger.Trigger(
                name="minutes_comment_in_review",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=IN_REVIEW_ONLY,
            ),
            pgtrigger.Trigger(
                name="minutes_comment_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' THEN
                        RAISE EXCEPTION 'a comment on minutes cannot be deleted';
                    END IF;
                    IF (OLD.id, OLD.version_id, OLD.paragraph, OLD.person_id, OLD.organization_id, OLD.text)
                       IS DISTINCT FROM
                       (NEW.id, NEW.version_id, NEW.paragraph, NEW.person_id, NEW.organization_id, NEW.text)
                       OR (OLD.answered_at IS NOT NULL AND (OLD.answer, OLD.answered_at)
                           IS DISTINCT FROM (NEW.answer, NEW.answered_at)) THEN
                        RAISE EXCEPTION 'what was said to minutes cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


@pghistory.track(exclude=["person_name", "organization_name", "capacity"])
class MinutesApproval(models.Model):
    """An organization that was there approves exactly this version."""

    version = models.ForeignKey(MinutesVersion, models.PROTECT, related_name="approvals", verbose_name=_("version"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="+", verbose_name=_("organization")
    )
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    # As what they spoke for it; empty where that is not known.
    capacity = models.CharField(_("as"), max_length=20, choices=Mandate.Role, blank=True, default="", editable=False)
    person_name = kept_name()
    organization_name = kept_name()
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("approval of minutes")
        verbose_name_plural = _("approvals of minutes")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "organization"], name="one_approval_each")]
        triggers = [
            NamesKept(person_name="person", organization_name="organization"),
            pgtrigger.Trigger(
                name="minutes_approval_in_review",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=IN_REVIEW_ONLY,
            ),
            pgtrigger.Protect(name="minutes_approval_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.version}"
