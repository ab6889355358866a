"""Two entries of one organization: look for the other, see what a merge would do, and do it."""

from django.contrib import messages
from django.contrib.postgres.search import TrigramSimilarity
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alianza.merging.merge import Refused, merge, preview
from members.models import Organization
from members.permissions import can_coordinate
from members.text import normalized
from members.views.gates import only

OFFERED = 10


@only(can_coordinate, about=Organization)
@require_http_methods(["GET", "HEAD", "POST"])
def organization_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the duplicate. ?q= looks for the one to keep, ?into= shows what would happen; POST `into` does it."""
    duplicate = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        return _done(request, duplicate)
    kept = _chosen(request, request.GET.get("into"))
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    context = {
        "nav": "members",
        "organization": duplicate,
        "kept": kept,
        "preview": preview(duplicate, kept) if kept else None,
        "q": words,
        "likely": [] if kept else _likely(request, duplicate, words),
    }
    return render(request, "alianza/organization_merge.html", context)


def _likely(request: HttpRequest, duplicate: Organization, words: str) -> list[Organization]:
    """What was searched for; at first, whoever is called nearly so."""
    others = Organization.objects.visible_to(request.user).exclude(pk=duplicate.pk)
    if words:
        return list(others.search(words).order_by("sort_key", "pk")[:OFFERED])
    name = normalized(duplicate.name)
    near = others.filter(search_key__trigram_similar=name).annotate(near=TrigramSimilarity("search_key", name))
    return list(near.order_by("-near", "sort_key", "pk")[:OFFERED])


def _done(request: HttpRequest, duplicate: Organization) -> HttpResponse:
    kept = _chosen(request, request.POST.get("into"))
    if kept is None:
        messages.error(request, _("Choose the organization to keep."))
        return redirect("organization_merge", duplicate.pk)
    try:
        merge(duplicate, kept, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.words)
        return redirect(duplicate)
    messages.success(request, _("Merged. Whatever was done under the other name is found here."))
    return redirect(kept)


def _chosen(request: HttpRequest, said: str | None) -> Organization | None:
    seen = Organization.objects.visible_to(request.user)
    return seen.filter(pk=said).first() if said and said.isascii() and said.isdigit() and len(said) < 19 else None
