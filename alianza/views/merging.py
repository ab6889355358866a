"""Two entries of one organization, or of one person: look for the other, see what a merge would do, and do it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alianza.merging import people
from alianza.merging.merge import merge, preview
from alianza.merging.rows import Refused
from members.models import Organization, Person
from members.permissions import can_coordinate
from members.text import normalized, whole_number
from members.views.gates import only

OFFERED = 10
Entry = Organization | Person


@only(can_coordinate, about=Organization)
@require_http_methods(["GET", "HEAD", "POST"])
def organization_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the duplicate. ?q= looks for the one to keep, ?into= shows what would happen; POST `into` does it."""
    seen = Organization.objects.visible_to(request.user)
    duplicate = get_object_or_404(seen, pk=pk)
    if request.method == "POST":
        return _done(request, duplicate, _chosen(seen, request.POST.get("into")), merge)
    kept = _chosen(seen, request.GET.get("into"))
    return _page(request, seen, duplicate, kept, preview(duplicate, kept) if kept else None)


@only(can_coordinate, about=Person)
@require_http_methods(["GET", "HEAD", "POST"])
def person_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """As organization_merge."""
    seen = Person.objects.visible_to(request.user).select_related("organization")
    duplicate = get_object_or_404(seen, pk=pk)
    if request.method == "POST":
        return _done(request, duplicate, _chosen(seen, request.POST.get("into")), people.merge_people)
    kept = _chosen(seen, request.GET.get("into"))
    return _page(request, seen, duplicate, kept, people.preview(duplicate, kept) if kept else None)


def _page(request: HttpRequest, seen: QuerySet, duplicate: Entry, kept: Entry | None, shown) -> HttpResponse:
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    context = {
        "nav": "members",
        "duplicate": duplicate,
        "kept": kept,
        "preview": shown,
        "q": words,
        "likely": [] if kept else _likely(seen.exclude(pk=duplicate.pk), duplicate, words),
    }
    return render(request, f"alianza/{duplicate._meta.model_name}_merge.html", context)


def _likely(others: QuerySet, duplicate: Entry, words: str) -> list:
    """What was searched for; at first, whoever is called nearly so."""
    if words:
        return list(others.search(words).order_by("sort_key", "pk")[:OFFERED])
    name = normalized(duplicate.name)
    near = others.filter(search_key__trigram_similar=name).annotate(near=TrigramSimilarity("search_key", name))
    return list(near.order_by("-near", "sort_key", "pk")[:OFFERED])


def _done(request: HttpRequest, duplicate: Entry, kept: Entry | None, act: Callable) -> HttpResponse:
    if kept is None:
        messages.error(request, _("Choose the entry to keep."))
        return redirect(f"{duplicate._meta.model_name}_merge", duplicate.pk)
    try:
        act(duplicate, kept, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(duplicate)
    messages.success(request, _("Merged. Whatever was done under the other name is found here."))
    return redirect(kept)


def _chosen(seen: QuerySet, said: str | None):
    key = whole_number(said)
    return seen.filter(pk=key).first() if key is not None else None
