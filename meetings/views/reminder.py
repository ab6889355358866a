"""Reporting on a commitment from the reminder's link, without logging in; a GET changes nothing.

What is sent after the agreement was closed meanwhile comes back with the reason, and with what was typed.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meetings.forms.agreements import ProgressForm
from meetings.services import agreement_reminders as services
from meetings.services.errors import Refused
from members.views.by_link import chosen_language, language_of, private


@csrf_exempt  # the page sends no referrer, so its form has no origin to check; the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_by_link(request: HttpRequest, token: str) -> HttpResponse:
    is_done = request.method != "POST" and "done" in request.GET
    reminder = services.behind(token, reported=is_done or request.method == "POST")
    language = language_of(request, reminder.person.language if reminder else None)
    with translation.override(language):
        if reminder is None:
            return private(render(request, "meetings/reminder_unavailable.html", status=404), language)
        form = ProgressForm(request.POST if request.method == "POST" else None)
        context = {"agreement": reminder.agreement, "person": reminder.person, "form": form, "is_done": is_done}
        context["kept"] = "done" if is_done else ""
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                services.report_by_link(token, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, refused.words)
                status = 409
            else:
                response = redirect(_done(request, token))
                return private(response, language)
        return private(render(request, "meetings/reminder.html", context, status=status), language)


def _done(request: HttpRequest, token: str) -> str:
    """The same page after a report, in the language in which it was read."""
    kept = chosen_language(request)
    return reverse("meetings:agreement_by_link", args=[token]) + (f"{kept}&done" if kept else "?done")
