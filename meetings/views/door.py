"""At the door of a meeting: the QR to check in with, the page behind it, and a sheet to sign."""

import segno
from allauth.core.ratelimit import consume
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from meetings import sheet
from meetings.models import Meeting
from meetings.services import check_in as services
from meetings.services.errors import Refused
from members.permissions import can_coordinate
from members.views.by_link import language_of, private
from members.views.gates import only


@only(can_coordinate, about=Meeting)
@require_safe
def meeting_door(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting, pk=pk)
    address = settings.SITE_URL + reverse("meetings:check_in", args=[services.door_of(meeting)])
    picture = segno.make(address, error="m").svg_inline(
        scale=6, svgclass="qr", lineclass=None, light="white", omitsize=True
    )
    context = {"nav": "meetings", "meeting": meeting, "address": address, "picture": picture}
    return render(request, "meetings/meeting_door.html", context | {"is_open": services.is_open(meeting)})


@only(can_coordinate, about=Meeting)
@require_safe
def sign_in_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.select_related("body"), pk=pk)
    name = slugify(_("Attendance")) + f"-{meeting.number}.pdf"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    data = sheet.sign_in_sheet(meeting, get_language() or "es")
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": disposition})


@csrf_exempt  # the page sends no referrer, so its form has no origin to check; the code is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has only the address learns nothing of the meeting."""
    meeting = services.meeting_at(token)
    context: dict = {"code": request.POST.get("code", "")[:20]}
    status = 200 if meeting else 404
    with translation.override(language := language_of(request)):
        if meeting and request.method == "POST":
            status = _try(request, meeting, context)
        response = render(request, "meetings/check_in.html", context | {"meeting": meeting}, status=status)
    return private(response, language)


def _try(request: HttpRequest, meeting: Meeting, context: dict) -> int:
    if not consume(request, action="check_in"):
        context["refused"] = _("These were many tries in a short time. Try again in some minutes.")
        return 429
    try:
        context["row"] = services.check_in(meeting, context["code"])
    except Refused as refused:
        context["refused"] = refused.words
        return 409
    return 200
