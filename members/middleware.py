import pghistory
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control

from members.models import roles_of


class AuditMiddleware:
    """Says who, for which organizations, from where and on which page, in the audit trail of what a request changes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        roles = roles_of(request.user)
        with pghistory.context(
            user=request.user.pk,
            organizations=sorted(roles.organization_ids),
            address=request.META.get("REMOTE_ADDR", ""),
            url=request.resolver_match.route if request.resolver_match else request.path,
        ):
            return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages behind a log-in are kept by no cache, so that a shared phone shows nothing after logging out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
