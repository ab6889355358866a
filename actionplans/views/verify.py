"""Is this the plan that was published? For anybody, with a fingerprint or a file."""

import io
import json
import re
import zipfile
import zlib
from enum import StrEnum

from allauth.core.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from actionplans import pdf
from actionplans.forms.verify import VerifyForm
from actionplans.models import PlanVersion
from actionplans.presentation.names import state_line, state_tone
from members.canonical import canonical, sha256

PUBLIC = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)
LARGEST_PART = 64 * 1024
IN_FILE = re.compile(rb"SHA-256[ :]([0-9a-f]{64})")


class Proof(StrEnum):
    FINGERPRINT = "fingerprint"  # each letter of the content
    FILE = "file"  # each byte of the PDF
    EXTRACT = "extract"  # the same, of a file that says to be a part of it
    NOTHING = "nothing"  # only what the file says of itself
    EDITABLE = "editable"  # the same, of a kind of file that is there to be worked on


@csrf_exempt  # it changes nothing, for anybody, and keeps nothing
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """?hash=… or a form with `hash` or `file`. What is in review or a draft is as unknown here as what never was."""
    asked = request.POST if request.method == "POST" else request.GET
    form = VerifyForm(asked or None, request.FILES or None)
    context: dict = {"form": form}
    if form.is_bound and form.is_valid():
        # A PDF is made anew to be compared: work that nobody may ask for without end.
        if form.cleaned_data["file"] and not consume(request, action="verify_file"):
            form.add_error("file", _("That were many files in a short time. Try again in ten minutes."))
            return render(request, "actionplans/verify.html", context, status=429)
        version, proof = _asked(form)
        context |= {"answered": True, "proof": proof, "found": version and _described(version)}
    return render(request, "actionplans/verify.html", context)


def _asked(form: VerifyForm) -> tuple[PlanVersion | None, Proof]:
    file = form.cleaned_data["file"]
    if file is None:
        return _found(form.cleaned_data["hash"]), Proof.FINGERPRINT
    data = file.read()
    if data.startswith(b"%PDF"):
        named = IN_FILE.search(data)
        version = _found(named[1].decode()) if named else None
        if pdf.PART_MARK.encode() in data:
            return version, Proof.EXTRACT
        unaltered = version is not None and any(data == edition for edition in pdf.editions(version))
        return version, Proof.FILE if unaltered else Proof.NOTHING
    if data.startswith(b"PK"):
        named = IN_FILE.search(_about(data))
        return _found(named[1].decode()) if named else None, Proof.EDITABLE
    try:
        return _found(sha256(canonical(json.loads(data)))), Proof.FINGERPRINT
    except (ValueError, RecursionError):
        return None, Proof.NOTHING


def _about(data: bytes) -> bytes:
    """What a document or spreadsheet says of itself: one small part of the archive, nothing else is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo("docProps/core.xml")
            with archive.open(part) as file:
                return file.read(LARGEST_PART)
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return b""


def _found(fingerprint: str) -> PlanVersion | None:
    versions = PlanVersion.objects.filter(state__in=PUBLIC, content_sha256__startswith=fingerprint)
    return versions.select_related("plan").first()


def _described(version: PlanVersion) -> dict:
    return {
        "name": _("%(plan)s, version %(number)s") % {"plan": version.plan, "number": version.number},
        "line": state_line(version),
        "tone": state_tone(version) or "warn",
        "state": version.get_state_display(),
        "sha256": version.content_sha256,
    }
