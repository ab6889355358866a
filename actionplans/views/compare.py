from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from actionplans.content import content_of
from actionplans.diff import compare
from actionplans.forms.compare import CompareFilter
from actionplans.models import PlanVersion
from actionplans.presentation import version_name
from actionplans.presentation.changes import groups
from actionplans.presentation.names import state_tone
from actionplans.presentation.parts import fitting
from actionplans.presentation.summary import concerned, narrowed, sentence
from members.models import roles_of
from members.text import whole_number
from members.views.gates import inside

ROOM = 24_000  # bytes over the wire, for the changes of one page; the rest is one link away


@inside
@require_safe
def compare_versions(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What changes from `other` to `pk`, narrowed by CompareFilter's names. `?from=…&to=…` is the form that chooses
    two others; `?all=1` shows as many changes as there are."""
    chosen = whole_number(request.GET.get("to")), whole_number(request.GET.get("from"))
    if None not in chosen:
        return redirect("actionplans:compare", *chosen)
    new, old = _pair(request, pk, other)
    mine = roles_of(request.user).organization_ids
    whole = compare(content_of(old), content_of(new))
    form = CompareFilter(request.GET, comparison=whole, mine=mine)
    asked = form.shown()
    shown = asked if request.GET.get("all") else fitting(asked, ROOM)[0]
    context = {
        "nav": "plans",
        "plan": new.plan,
        "old": old,
        "new": new,
        "old_name": _within_a_sentence(version_name(old)),
        "new_name": _within_a_sentence(version_name(new)),
        "rail": _rail(request, new, old),
        "sentence": sentence(whole),
        "concerned": concerned(len(whole.concerning(mine).changes)) if mine and whole.changes else "",
        "filter": form,
        "narrowed": "" if asked is whole else narrowed(len(asked.changes), len(whole.changes)),
        "is_empty": whole.is_empty,
        "more": len(asked.changes) - len(shown.changes),
        "all_address": _all_address(request),
        "groups": groups(shown, get_language() or "es", mine),
    }
    return render(request, "actionplans/compare.html", context)


def _all_address(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked["all"] = "1"
    return f"?{asked.urlencode()}"


def _pair(request: HttpRequest, pk: int, other: int) -> tuple[PlanVersion, PlanVersion]:
    versions = PlanVersion.objects.visible_to(request.user).select_related("plan").in_bulk([pk, other])
    if {pk, other} - versions.keys() or versions[pk].plan_id != versions[other].plan_id:
        raise Http404
    return versions[pk], versions[other]


def _rail(request: HttpRequest, new: PlanVersion, old: PlanVersion) -> list[dict]:
    versions = PlanVersion.objects.visible_to(request.user).filter(plan=new.plan_id).defer("content")
    return [
        {
            "pk": version.pk,
            "url": version.get_absolute_url(),
            "name": version_name(version),
            "state": version.get_state_display(),
            "tone": state_tone(version),
            "published_at": version.published_at,
            "sha256": version.content_sha256 or "",
            "is_new": version.pk == new.pk,
            "is_old": version.pk == old.pk,
        }
        for version in versions
    ]


def _within_a_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]
