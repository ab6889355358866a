from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.forms.notices import NoticesForm
from members.models import Person
from members.services.people import choose_notices
from members.unsubscribe import person_id
from members.views.by_link import language_of, private


@csrf_exempt  # mail programs send the one-click POST; the signed link is what proves the right
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """By GET what may be chosen; by POST it is: without a `choice` (one click in a mail program) notices stop."""
    pk = person_id(token)
    if pk is None:
        raise Http404
    person = get_object_or_404(Person, pk=pk)
    with translation.override(language := language_of(request, person.language)):
        form, saved = _form(request, person), False
        if request.method == "POST" and "choice" not in request.POST:
            person, saved = choose_notices(person, Person.Notices.NEEDED, by_link=True), True
            form = _form(request, person, typed=False)
        elif form.is_valid():
            person, saved = _chosen(request, form, person, by_link=True), True
        context = {"person": person, "form": form, "saved": saved, "status": person.notices.label}
        response = render(request, "members/unsubscribe.html", context)
    return private(response, language)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The same choice for whoever is logged in, about themselves."""
    person = get_object_or_404(Person, user=request.user)
    form = _form(request, person)
    if form.is_valid():
        _chosen(request, form, person, by_link=False)
        messages.success(request, _("Saved."))
        return redirect("members:preferences")
    return render(request, "members/preferences.html", {"form": form})


def _form(request: HttpRequest, person: Person, typed: bool = True) -> NoticesForm:
    initial = {"choice": person.notices, "time_zone": person.time_zone}
    return NoticesForm(request.POST if typed and request.method == "POST" else None, initial=initial)


def _chosen(request: HttpRequest, form: NoticesForm, person: Person, *, by_link: bool) -> Person:
    """A form without the time zone says nothing about it."""
    zone = form.cleaned_data["time_zone"] if "time_zone" in request.POST else None
    return choose_notices(person, form.cleaned_data["choice"], time_zone=zone, by_link=by_link)
