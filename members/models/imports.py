from django.conf import settings
from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.roles import roles_of


class DirectoryImportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DirectoryImportQuerySet":
        """For those who edit the directory: the file may hold contact data."""
        return self.all() if roles_of(user).sees_everything else self.none()


class DirectoryImport(models.Model):
    """A file on its way into the directory. Nothing of it is there before it is applied; after a week it is deleted.

    `answers`: {"sheet": 0, "mapping": [field, …], "kind": kind of all that the file says nothing about}. `raw` is the
    file until it is read; `failure` a code of members.importing.words.
    """

    class About(models.TextChoices):
        ORGANIZATIONS = "organizations", _("organizations")
        PEOPLE = "people", _("people")

    class State(models.TextChoices):
        READING = "reading", _("being read")
        CHECKING = "checking", _("being checked")
        OPEN = "open", _("to be looked at")
        WRITING = "writing", _("being written")
        DONE = "done", _("in the directory")
        FAILED = "failed", _("could not be read")

    WORKING = (State.READING, State.CHECKING, State.WRITING)

    about = models.CharField(max_length=13, choices=About.choices)
    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.READING)
    raw = models.BinaryField(null=True)
    sheets = models.JSONField(default=list)
    headings = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    written = models.PositiveIntegerField(default=0)

    objects = DirectoryImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import into the directory")
        verbose_name_plural = _("imports into the directory")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("members:import_detail", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING

    def tally(self) -> dict[str, int]:
        """{standing: rows} of the sheet in question. One query."""
        return dict(self.rows.order_by().values_list("standing").annotate(Count("pk")))


class ImportRow(models.Model):
    """One row of the file.

    `cells` as they came; `mended` {field: text} as somebody wrote them anew; `values` what would be written; `problems`
    [[field, code]]; `matches` [["row", number] | ["entry", key]], who may be the same.
    """

    class Standing(models.TextChoices):
        GOOD = "good", _("will be written")
        BAD = "bad", _("has to be mended")
        DOUBLE = "double", _("may be there already")
        OUT = "out", _("left out")

    parent = models.ForeignKey(DirectoryImport, models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField()
    mended = models.JSONField(default=dict)
    left_out = models.BooleanField(default=False)
    is_another = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    matches = models.JSONField(default=list)
    standing = models.CharField(max_length=6, choices=Standing.choices, default=Standing.GOOD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parent", "sheet", "number"], name="one_row_of_a_number")]
        indexes = [models.Index(fields=["parent", "standing", "number"], name="import_row_standing")]

    def __str__(self) -> str:
        return f"{self.parent} · {self.number}"
