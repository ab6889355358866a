import time

import pghistory
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.http import urlencode
from redis import RedisError

from members.models import roles_of
from members.permissions import needs_second_factor
from members.services.second_factor import strong_factors, used_second_factor
from members.tokens import digest


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
            url=route(request),
        ):
            return self.get_response(request)


def route(request: HttpRequest) -> str:
    """The pattern of the address, "plans/d/<str:token>/": the address itself may hold a token, which nobody may log."""
    try:
        return resolve(request.path_info).route
    except Resolver404:
        return ""


class PrivatePagesMiddleware:
    """Pages behind a log-in are kept by no cache, so that a shared phone shows nothing after logging out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        if request.method == "POST" and url_name(request) == "account_logout":
            # What a page left on the device goes with the log-out; cookies go by themselves, the language stays.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class SecondFactorMiddleware:
    """Coordinators and administrators reach nothing before a TOTP code or a passkey, in this very session."""

    # Proving, setting up and leaving; whatever else needs no log-in.
    OPEN = {
        "account_logout",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "set_language",
        "healthz",
    }
    SETTING_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not needs_second_factor(request.user) or used_second_factor(request):
            return self.get_response(request)
        name, enrolling = url_name(request), not strong_factors(request.user).exists()
        if name in self.OPEN or (enrolling and name in self.SETTING_UP):
            return self.get_response(request)
        if enrolling:
            return redirect("mfa_index")
        return redirect(f"{resolve_url('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


def url_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


class SessionActivityMiddleware:
    """Keeps «my sessions» up to date, once in ten minutes: at every request, each page would pay five queries.

    A session in which nothing happened for SESSION_IDLE_SECONDS is over: the phone may be in other hands by now.
    """

    EVERY_SECONDS = 600
    SEEN = "seen"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            if time.time() - request.session.get(self.SEEN, time.time()) > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif self.is_due(request.session.session_key):
                UserSession.objects.create_from_request(request)
                request.session[self.SEEN] = int(time.time())
        return self.get_response(request)

    def is_due(self, key: str) -> bool:
        """Without Redis the list lags behind; the page must not fail for it."""
        try:
            return cache.add(f"session-seen:{digest(key)}", 1, self.EVERY_SECONDS)
        except RedisError:
            return False
