"""Answering an invitation without an account: the link in the mail, one button; a GET changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meetings.forms.convening import AnswerForm
from meetings.models import Attendance, Meeting
from meetings.services.errors import Refused
from meetings.views.convening import carry_out
from members.tokens import digest
from members.views.by_link import chosen_language, language_of, private


@csrf_exempt  # the page sends no referrer, so its form has no origin to check; the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A wrong link and one whose meeting has begun are one same page that names no meeting."""
    rows = Attendance.objects.standing().exclude(token_sha256="")
    rows = rows.filter(token_sha256=digest(token), meeting__starts_at__gt=timezone.now())
    row = rows.select_related("meeting__body", "person", "organization").first()
    if row and row.meeting.state == Meeting.State.DRAFT:
        row = None
    language = language_of(request, row.person.language if row else None)
    with translation.override(language):
        response = _answered(request, row, token) if row else _nothing(request)
    return private(response, language)


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
            return redirect(reverse("meetings:invitation", args=[token]) + chosen_language(request))
    context = {
        "row": row,
        "meeting": row.meeting,
        "agenda": row.meeting.agenda.all(),
        "form": form,
        "substitute": row.substitutes.select_related("person").first(),
    }
    return render(request, "meetings/invitation.html", context, status=status)
