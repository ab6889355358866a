"""What every view about a version begins with, and how a refusal becomes words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from actionplans.content import content_of
from actionplans.models import ActionPlan, PlanVersion, VersionItem
from actionplans.permissions import can_write
from actionplans.presentation.parts import at
from actionplans.services.errors import NotADraft, Refused
from actionplans.standing import Standing, said_of, standing

NAV = {"nav": "plans"}


def visible_versions(request: HttpRequest) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.visible_to(request.user).select_related("plan", "review")


def visible_version(request: HttpRequest, pk: int) -> PlanVersion:
    """404 where this account may not see it."""
    return get_object_or_404(visible_versions(request), pk=pk)


def written_version(request: HttpRequest, pk: int) -> PlanVersion:
    """404 where this account may not see it, 403 where it may only read."""
    version = visible_version(request, pk)
    require_can_write(request)
    return version


def require_can_write(request: HttpRequest) -> None:
    if not can_write(request.user):
        raise PermissionDenied


def place(text: VersionItem, opened: VersionItem | None = None) -> str:
    """The editor, at this row; with one that is open to be written in."""
    page = reverse("actionplans:version_edit", args=[text.version_id])
    return f"{page}?row={opened.pk}#i-{text.item.uid}" if opened else at(page, text.item.uid)


def frozen(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Too late to write: to where it is read."""
    messages.warning(request, NotADraft.words)
    return redirect(version)


@contextmanager
def refusals_as_messages(request: HttpRequest, done: str = "") -> Iterator[None]:
    """Says `done` at the end; where a service refuses, why. Never an error page for a lost race."""
    try:
        yield
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        if done:
            messages.success(request, done)


def standing_of(request: HttpRequest, pk: int) -> tuple[ActionPlan, dict | None, Standing | None]:
    """Of the version in force; without one, the plan alone."""
    versions = PlanVersion.objects.visible_to(request.user).filter(plan=pk, state=PlanVersion.State.PUBLISHED)
    version = versions.select_related("plan").first()
    if version is None:
        return get_object_or_404(ActionPlan.objects.visible_to(request.user), pk=pk), None, None
    content = content_of(version)
    return version.plan, content, standing(content, said_of(pk, content), timezone.localdate())
