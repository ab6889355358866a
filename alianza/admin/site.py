from collections.abc import Callable
from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _

from members.models import roles_of
from members.text import whole_number

# Roles follow from mandates, an account's addresses from the account; sessions end with both.
NOT_HERE = {
    "auth.Group",
    "account.EmailAddress",
    "account.EmailConfirmation",
    "usersessions.UserSession",
    "mfa.Authenticator",
}


class AlianzaAdminSite(AdminSite):
    """For administrators, behind the same log-in as everything else: no second door, no second password page."""

    site_title = site_header = _("Administration")
    index_title = _("Accounts, directory and corrections")
    empty_value_display = "–"

    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        super().register([m for m in models if m._meta.label not in NOT_HERE], admin_class, **options)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        return super().admin_view(_of_a_browser(view), cacheable)

    def has_permission(self, request: HttpRequest) -> bool:
        return roles_of(request.user).is_administrator

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"), resolve_url("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """307: the browser repeats its POST at the log-out of the whole application."""
        return redirect("account_logout", preserve_request=True)

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_change_password")


def _of_a_browser(view: Callable) -> Callable:
    """Addresses and ticked rows as no page of the admin makes them are a bad request; the admin's lists would break."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        asked = [*request.GET, *(said for values in request.GET.lists() for said in values[1])]
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any("\x00" in said for said in asked) or any(whole_number(key) is None for key in ticked):
            raise BadRequest
        return view(request, *args, **kwargs)

    return checked
