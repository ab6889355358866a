"""Answering an invitation without an account: the link in the mail, one button; a GET changes nothing."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meetings.forms.convening import AnswerForm
from meetings.models import Attendance, Meeting
from meetings.services.errors import Refused
from meetings.views.convening import carry_out
from members.tokens import digest


@csrf_exempt  # the page sends no referrer, so its form has no origin to check; the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A wrong link and one whose meeting has begun are one same page that names no meeting."""
    rows = Attendance.objects.standing().exclude(token_sha256="")
    rows = rows.filter(token_sha256=digest(token), meeting__starts_at__gt=timezone.now())
    row = rows.select_related("meeting__body", "person", "organization").first()
    if row and row.meeting.state == Meeting.State.DRAFT:
        row = None
    language = _language(request, row)
    with translation.override(language):
        response = _answered(request, row, token) if row else _nothing(request)
    return private(response, language)


def private(response: HttpResponse, language: str) -> HttpResponse:
    """Kept by no cache, found by no search engine, named to no other site."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True, private=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Content-Language"] = language
    return response


def _nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/invitation_unavailable.html", status=404)


def _answered(request: HttpRequest, row: Attendance, token: str) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(request, row, form)
        except Refused as refused:
            form.add_error(None, refused.words)
            status = 409
        else:
            return redirect(reverse("meetings:invitation", args=[token]))
    context = {
        "row": row,
        "meeting": row.meeting,
        "agenda": row.meeting.agenda.all(),
        "form": form,
        "substitute": row.substitutes.select_related("person").first(),
    }
    return render(request, "meetings/invitation.html", context, status=status)


def _language(request: HttpRequest, row: Attendance | None) -> str:
    if row is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language()
    return row.person.language
