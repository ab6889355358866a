import datetime
import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.notices import Notice
from actionplans.models.versions import PlanVersion
from members.models import Mandate, NamesKept, OutboxMail, Person, kept_name, still_in

Subject = PlanVersion | Notice
READABLE = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)


def about(subject: Subject, prefix: str = "") -> dict[str, Subject]:
    """The filter for what is about it: about(version, "share__") is {"share__version": version}."""
    return {f"{prefix}{'notice' if isinstance(subject, Notice) else 'version'}": subject}


@pghistory.track()
class Share(models.Model):
    """One sending of one published version, or of one notice, to chosen stakeholders."""

    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name=_("version")
    )
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="shares", verbose_name=_("notice")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("shared by")
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    message = models.TextField(_("message"), blank=True)
    by_address = models.BooleanField(
        _("acknowledged only with the address"),
        default=False,
        help_text=_("Whoever was passed the link can read, but neither acknowledge nor answer."),
    )
    recalled_at = models.DateTimeField(_("called back"), null=True, blank=True, editable=False)
    # Made with the preview: the same preview sent twice is one share.
    nonce = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="share_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=None, notice__isnull=False) | Q(version__isnull=False, notice=None),
                name="share_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.created_at:%Y-%m-%d}"

    @property
    def subject(self) -> Subject:
        return self.version or self.notice

    @property
    def held_until(self) -> datetime.datetime:
        """Until then its mails wait, and it can be called back without one having left."""
        return self.created_at + datetime.timedelta(seconds=settings.SHARE_HOLD_SECONDS)

    def get_absolute_url(self) -> str:
        return reverse("actionplans:share_detail", args=[self.pk])


def departed() -> Q:
    """The reader was sent it as somebody of an organization, and is nobody of it any more: it left, their mandates
    there have ended, or the directory has them elsewhere."""
    today = timezone.localdate()
    mandates = Mandate.objects.filter(person=OuterRef("person"), organization=OuterRef("organization")).order_by()
    holds = Exists(mandates.filter(Q(ends_on=None) | Q(ends_on__gt=today)))
    held = Exists(mandates.filter(ends_on__lte=today))
    elsewhere = Q(person__organization=None) | ~Q(person__organization=F("organization"))
    return ~still_in(today, prefix="organization__") | ((Q(held) | elsewhere) & ~Q(holds))


def sent_again() -> Exists:
    """Its mail took the place of an earlier one, with the same link, that did not reach its reader."""
    mails = OutboxMail.objects.filter(link_uid=OuterRef("uid"), event=OuterRef("mail__event"))
    return Exists(mails.filter(pk__lt=OuterRef("mail")).order_by())


class DeliveryQuerySet(models.QuerySet):
    def open(self) -> "DeliveryQuerySet":
        """Neither closed nor at its end."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def usable(self) -> "DeliveryQuerySet":
        """Its link opens something: open, and its reader still is of the organization that it was sent to."""
        return self.open().filter(~departed())

    def left_behind(self) -> "DeliveryQuerySet":
        """Parts of minutes from before their correction, whose reader was sent none from after it and could be."""
        minutes = "share__notice__minutes"
        went = self.model.objects.exclude(mail__state=OutboxMail.State.WITHDRAWN).filter(revoked_at=None)
        since = went.filter(
            person=OuterRef("person"),
            share__notice__minutes=OuterRef(minutes),
            share__notice__created_at__gt=OuterRef(f"{minutes}__current__published_at"),
        )
        former = self.filter(share__notice__created_at__lt=F(f"{minutes}__current__published_at"))
        sent = former.exclude(mail__state=OutboxMail.State.WITHDRAWN).filter(~departed(), ~Exists(since.order_by()))
        return sent.filter(person__in=Person.objects.reachable().order_by().values("pk"))

    def unread(self) -> "DeliveryQuerySet":
        """Somebody answered in words that nobody of the secretariat has noted."""
        return self.filter(~Q(note=""), answer_seen_at=None)

    def readable(self) -> "DeliveryQuerySet":
        """Of a version that is, or was, in force, or of a notice."""
        return self.filter(Q(share__version__state__in=READABLE) | Q(share__notice__isnull=False))


@pghistory.track(exclude=["token_sha256", "person_name", "organization_name"])
class Delivery(models.Model):
    """One stakeholder's copy of one share: the mail, the link (only its hash is kept), what became of it."""

    share = models.ForeignKey(Share, models.PROTECT, related_name="deliveries", verbose_name=_("share"))
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="deliveries", verbose_name=_("person"))
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="deliveries", verbose_name=_("organization")
    )
    person_name = kept_name()
    organization_name = kept_name()
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mail = models.OneToOneField("members.OutboxMail", models.PROTECT, related_name="delivery", verbose_name=_("mail"))
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("link ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    acknowledged_name = models.CharField(_("name"), max_length=150, blank=True)
    acknowledged_position = models.CharField(_("position"), max_length=150, blank=True)
    note = models.TextField(_("answer"), max_length=2000, blank=True)
    # Of the words in `note`.
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    answer_seen_at = models.DateTimeField(_("answer noted"), null=True, blank=True, editable=False)
    answer_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("noted by"),
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["organization__sort_key", "person__sort_key", "pk"]
        indexes = [
            models.Index(
                fields=["share"], condition=~Q(note="") & Q(answer_seen_at=None), name="delivery_unread_answer"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["share", "person"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | ~Q(acknowledged_name=""), name="acknowledged_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(declined_at=None), name="acknowledged_or_declined"
            ),
        ]
        triggers = [NamesKept(person_name="person", organization_name="organization")]

    def __str__(self) -> str:
        return f"{self.organization} · {self.person}"
