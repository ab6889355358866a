"""Is this the plan that was published? For anybody, with a fingerprint or a file."""

import json
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from actionplans.content import canonical, sha256
from actionplans.forms.verify import VerifyForm
from actionplans.models import PlanVersion
from actionplans.presentation.names import state_line, state_tone

PUBLIC = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)
IN_FILE = re.compile(rb"SHA-256[ :]([0-9a-f]{64})")


@csrf_exempt  # it changes nothing, for anybody, and keeps nothing
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """?hash=… or a form with `hash` or `file`. What is in review or a draft is as unknown here as what never was."""
    asked = request.POST if request.method == "POST" else request.GET
    form = VerifyForm(asked or None, request.FILES or None)
    context: dict = {"form": form}
    if form.is_bound and form.is_valid():
        fingerprints, exact = _fingerprints(form)
        context |= {"answered": True, "exact": exact, "found": _found(fingerprints), "fingerprints": fingerprints}
    return render(request, "actionplans/verify.html", context)


def _fingerprints(form: VerifyForm) -> tuple[list[str], bool]:
    """The candidates; and whether they prove each byte of what was given, or only what it says of itself."""
    file = form.cleaned_data["file"]
    if file is None:
        return [form.cleaned_data["hash"]], True
    data = file.read()
    named = IN_FILE.search(data)
    if data.startswith(b"%PDF"):
        return ([named[1].decode()] if named else []), False
    try:
        return [sha256(canonical(json.loads(data)))], True
    except (ValueError, RecursionError):
        return [], False


def _found(fingerprints: list[str]) -> dict | None:
    for fingerprint in fingerprints:
        versions = PlanVersion.objects.filter(state__in=PUBLIC, content_sha256__startswith=fingerprint)
        version = versions.select_related("plan").defer("content").first()
        if version is not None:
            return {
                "name": _("%(plan)s, version %(number)s") % {"plan": version.plan, "number": version.number},
                "line": state_line(version),
                "tone": state_tone(version) or "warn",
                "state": version.get_state_display(),
                "sha256": version.content_sha256,
            }
    return None
