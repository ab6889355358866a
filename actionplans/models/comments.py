import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.items import PlanItem
from actionplans.models.versions import PlanVersion
from members.models import NamesKept, kept_name


@pghistory.track(exclude=["person_name", "organization_name"])
class Comment(models.Model):
    """A remark on an item, made on one version; it stays with the item in later ones. Replies are one level deep."""

    class Field(models.TextChoices):
        TITLE = "title", _("title")
        TITLE_EN = "title_en", _("title in English")
        TEXT = "text", _("text")
        TEXT_EN = "text_en", _("text in English")
        DATES = "dates", _("dates")
        RESPONSIBLE = "responsible", _("responsible organizations")
        WEIGHT = "weight", _("weight")
        BUDGET = "budget", _("budget and funder")
        BASELINE = "baseline", _("baseline")
        TARGET = "target", _("target")
        VERIFICATION = "verification", _("means of verification")

    SUGGESTED = (
        Field.TITLE,
        Field.TITLE_EN,
        Field.TEXT,
        Field.TEXT_EN,
        Field.BASELINE,
        Field.TARGET,
        Field.VERIFICATION,
    )

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("not taken")

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="comments", verbose_name=_("plan item"))
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="comments", verbose_name=_("version"))
    author = models.ForeignKey("members.Person", models.PROTECT, related_name="comments", verbose_name=_("author"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="comments", verbose_name=_("organization")
    )
    person_name = kept_name()
    organization_name = kept_name()
    # Of the item's words, where it is about one of them alone.
    field = models.CharField(_("about"), max_length=20, blank=True, choices=Field)
    reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", verbose_name=_("reply to")
    )
    asks = models.ManyToManyField("members.Person", blank=True, related_name="+", verbose_name=_("asks"))
    text = models.TextField(_("comment"), max_length=4000)
    # New words for `field`, as a whole; `suggested_on` is what it said then.
    suggestion = models.TextField(_("suggestion"), max_length=4000, blank=True)
    suggested_on = models.TextField(blank=True, editable=False)
    decision = models.CharField(_("decision"), max_length=10, blank=True, choices=Decision)
    taken_in = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken into")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(suggestion="")
                | Q(field__in=["title", "title_en", "text", "text_en"])
                | Q(field__in=["baseline", "target", "verification"]),
                name="suggested_for_words",
            ),
            models.CheckConstraint(condition=Q(decision="") | ~Q(suggestion=""), name="decided_on_a_suggestion"),
        ]
        # The text may be corrected by an administrator: words may stand there that never should have been written.
        triggers = [
            NamesKept(person_name="author", organization_name="organization"),
            pgtrigger.Trigger(
                name="comment_stays_where_it_was_made",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (OLD.item_id, OLD.version_id, OLD.author_id, OLD.organization_id, OLD.reply_to_id,
                        OLD.created_at, OLD.field)
                       IS DISTINCT FROM
                       (NEW.item_id, NEW.version_id, NEW.author_id, NEW.organization_id, NEW.reply_to_id,
                        NEW.created_at, NEW.field)
                       OR (OLD.decision <> '' AND OLD.decision <> NEW.decision) THEN
                        RAISE EXCEPTION 'who made a comment, where and when, cannot be changed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


@pghistory.track(obj_field=None)
class CommentAsked(Comment.asks.through):
    class Meta:
        proxy = True
