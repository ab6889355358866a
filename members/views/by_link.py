"""What pages share whose only proof is the secret in their address: whoever opens them has no account here.

They send no referrer, so browsers send `Origin: null` with their forms, which the usual protection against forged
requests refuses: the views are exempt, and the language is switched by a link.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control


def language_of(request: HttpRequest, own: str | None = None) -> str:
    """What the reader switched to, here or elsewhere; else `own`, the language in which they were written to."""
    asked = request.GET.get("lang")
    if asked in dict(settings.LANGUAGES):
        return asked
    if own is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language() or settings.LANGUAGE_CODE
    return own


def chosen_language(request: HttpRequest) -> str:
    """The query that keeps the switched language on the next page; empty where nobody switched it here."""
    asked = request.GET.get("lang")
    return f"?lang={asked}" if asked in dict(settings.LANGUAGES) else ""


def private(response: HttpResponse, language: str) -> HttpResponse:
    """Kept by no cache, found by no search engine, named to no other site."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True, private=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Content-Language"] = language
    return response
