import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet):
    def due(self) -> "OutboxQuerySet":
        """Queued rows whose time has come, and rows whose worker died: its lease ended."""
        return self.filter(state__in=[OutboxMail.State.QUEUED, OutboxMail.State.SENDING], due_at__lte=timezone.now())

    def held(self) -> "OutboxQuerySet":
        """Waiting for somebody's daily digest; no worker takes these up (members.services.digest does)."""
        return self.filter(state=OutboxMail.State.HELD, person__isnull=False)

    def resting(self) -> "OutboxQuerySet":
        """Waiting a moment for more of their kind (members.services.digest makes one mail of them)."""
        return self.filter(state=OutboxMail.State.RESTING, person__isnull=False)

    def failed(self) -> "OutboxQuerySet":
        return self.filter(state=OutboxMail.State.FAILED)

    def search(self, words: str) -> "OutboxQuerySet":
        """Each of the words somewhere in the address or the subject."""
        found = self.alias(about=ABOUT)
        for word in words.lower().split():
            found = found.filter(about__contains=word)
        return found


ABOUT = Lower(Concat("to_email", Value(" "), "subject"))


class OutboxMail(models.Model):
    """One mail to one recipient about one event. The text is rendered when the row is written; delivery only sends it.

    `event` is the name of its two templates; (`event`, `key`) exists once, so telling twice is impossible.
    A link for this recipient alone stands in the text as a placeholder; its token is derived from `link_uid` when
    sending (members.tokens), so a copy of the database opens nothing.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        ACCEPTED = "accepted", _("accepted by the mail server")
        FAILED = "failed", _("failed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        HELD = "held", _("held for the daily digest")
        RESTING = "resting", _("waiting for more of its kind")
        MERGED = "merged", _("sent together with others")

    class Bounce(models.TextChoices):
        NONE = "", _("none")
        PASSING = "passing", _("for now")
        PERMANENT = "permanent", _("for good")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(_("event"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    subject_id = models.BigIntegerField(null=True, blank=True)
    person = models.ForeignKey(
        "members.Person", models.SET_NULL, null=True, blank=True, related_name="mails", verbose_name=_("person")
    )
    to_name = models.CharField(_("name"), max_length=150, blank=True)
    to_email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    # An iCalendar object (RFC 5545) that goes along, its lines not folded; METHOD is what it says itself.
    calendar = models.TextField(blank=True, editable=False)
    link_uid = models.UUIDField(null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    # Since when a domain's rate has kept it from leaving (members.rates).
    put_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    answer = models.TextField(_("last answer"), blank=True)
    bounce = models.CharField(_("bounced"), max_length=10, choices=Bounce.choices, default=Bounce.NONE, blank=True)
    bounced_at = models.DateTimeField(_("bounced at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="parts"
    )
    # In a worker's hand: when it was called back; it may leave still, but nobody tries it again.
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox mail")
        verbose_name_plural = _("outbox")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="outbox_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="outbox_fresh"),
            models.Index(fields=["due_at"], condition=Q(state="sending"), name="outbox_stuck"),
            models.Index(fields=["due_at"], condition=Q(state="held"), name="outbox_held"),
            models.Index(fields=["due_at"], condition=Q(state="resting"), name="outbox_resting"),
            models.Index(fields=["put_off_at"], condition=Q(state="queued"), name="outbox_put_off"),
            models.Index(fields=["link_uid"], condition=Q(link_uid__isnull=False), name="outbox_link"),
            models.Index(fields=["-created_at", "-id"], name="outbox_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="outbox_by_state"),
            models.Index(fields=["-created_at", "-id"], condition=Q(bounce="permanent"), name="outbox_returned"),
            GinIndex(OpClass(ABOUT, name="gin_trgm_ops"), name="outbox_about"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.to_email}"


class OutboxAttempt(models.Model):
    """What the mail server answered, each time. `domain` is the recipient's, for its rate (members.rates)."""

    mail = models.ForeignKey(OutboxMail, models.CASCADE, related_name="tries", verbose_name=_("mail"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    accepted = models.BooleanField(_("accepted"))
    answer = models.TextField(_("answer"), blank=True)
    domain = models.CharField(max_length=254, blank=True, editable=False)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["domain", "at"], name="attempt_domain")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.answer}"


class Heartbeat(models.Model):
    """When a worker last did what beat asks for: swept the outbox (the migration that makes that row begins it), read
    the notices of what came back."""

    OUTBOX, NOTICES = 1, 2

    swept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.swept_at:%Y-%m-%d %H:%M}"
