from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplans.models.versions import PlanVersion
from members.models import roles_of


class PlanImportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PlanImportQuerySet":
        """For writers alone, as drafts are."""
        return self.all() if roles_of(user).sees_everything else self.none()


class PlanImport(models.Model):
    """A file on its way into a draft: what was read, and what its sender has answered so far. Nothing of it is in the
    plan before it is applied; after a week it is deleted.

    `tables`: [{"name", "rows": [[number, [cells]]]}]; `answers`: {"table": 0, "mapping": [field, …],
    "questions": {name: answer}, "organizations": {normalized name: "12" | "new:authority" | "text"},
    "cells": {"row:field": text}, "left_out": [row], "remove": bool, "reason": text}.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="imports", verbose_name=_("version"))
    file_name = models.CharField(_("file"), max_length=200)
    tables = models.JSONField()
    answers = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("actionplans:import_detail", args=[self.pk])
