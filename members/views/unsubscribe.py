from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.models import Person
from members.services.people import choose_notices
from members.unsubscribe import person_id


@csrf_exempt  # mail programs send the one-click POST; the signed link is what proves the right
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """By GET what would happen; by POST it happens: without a `choice` (one click in a mail program) notices stop."""
    pk = person_id(token)
    if pk is None:
        raise Http404
    person = get_object_or_404(Person, pk=pk)
    if request.method == "POST":
        choose_notices(person, request.POST.get("choice", ""))
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override(translation.get_language() if chosen else person.language):
        response = render(request, "members/unsubscribe.html", {"person": person})
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
