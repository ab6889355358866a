from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _

from members.models import roles_of

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
