"""Versions and saves of minutes: listed, read, compared."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from meetings.forms.revisions import PairForm
from meetings.models import Meeting, MinutesVersion
from meetings.permissions import sees_names
from meetings.presentation.acta import document
from meetings.presentation.acta_content import acta_of
from meetings.presentation.minutes_history import change, changes, pair, revisions
from members.permissions import can_coordinate
from members.views.gates import inside, only


@inside
@require_safe
def minutes_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions that the reader may see; to the writers also each save of the text."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("minutes"), pk=pk)
    minutes, writes = getattr(meeting, "minutes", None), can_coordinate(request.user)
    versions = list(MinutesVersion.objects.visible_to(request.user).filter(minutes__meeting=pk).defer("content"))
    if not versions and not writes:
        raise Http404
    saves, page = revisions(minutes, request.GET.get("after")) if writes and minutes else ([], None)
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "versions": versions,
        "saves": saves,
        "page": page,
        "can_coordinate": writes,
    }
    return render(request, "meetings/minutes_history.html", context)


@only(can_coordinate, about=Meeting)
@require_safe
def minutes_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """?new= a save, with what changed in it since ?old=, or since the save before it."""
    meeting = get_object_or_404(Meeting.objects.select_related("minutes"), pk=pk)
    form, minutes = PairForm(request.GET), getattr(meeting, "minutes", None)
    if minutes is None or not form.is_valid():
        raise Http404
    found = pair(minutes, form.cleaned_data["new"], form.cleaned_data["old"])
    if found is None:
        raise Http404
    later, earlier = found
    context = {
        "nav": "meetings",
        "meeting": meeting,
        "later": later,
        "earlier": earlier,
        "pieces": change(earlier.text if earlier else "", later.text),
    }
    return render(request, "meetings/minutes_changes.html", context)


@inside
@require_safe
def minutes_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole acta as it was frozen; of a correction, what it changed."""
    versions = MinutesVersion.objects.visible_to(request.user)
    version = get_object_or_404(versions.select_related("minutes__meeting"), pk=pk)
    shown = _shown(request, version)
    before = versions.filter(minutes=version.minutes_id, number=version.number - 1, published_at__isnull=False).first()
    context = {
        "nav": "meetings",
        "meeting": version.minutes.meeting,
        "version": version,
        "acta": shown,
        "before": before,
        "changes": changes(_shown(request, before), shown) if before else [],
        "can_coordinate": can_coordinate(request.user),
    }
    return render(request, "meetings/minutes_version.html", context)


def _shown(request: HttpRequest, version: MinutesVersion) -> dict:
    acta = acta_of(version)
    return document(acta, get_language() or "es", place=sees_names(request.user, acta))
