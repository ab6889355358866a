"""Where one's account is open, and what it takes to open it: one page."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Person
from members.permissions import needs_second_factor


class AccountSecurity(ListUserSessionsView):
    def get_context_data(self, **kwargs) -> dict:
        person = Person.objects.filter(user=self.request.user).first()
        own = list(Authenticator.objects.filter(user=self.request.user).order_by("created_at"))
        codes = next((one.wrap() for one in own if one.type == Authenticator.Type.RECOVERY_CODES), None)
        return super().get_context_data(**kwargs) | {
            "apps": [one for one in own if one.type == Authenticator.Type.TOTP],
            "keys": [one.wrap() for one in own if one.type == Authenticator.Type.WEBAUTHN],
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "notices_at": reverse("members:preferences") if person else "",
            "second_factor_needed": needs_second_factor(self.request.user),
        }


@login_required
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own: the phone that was left somewhere."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    session.end()
    messages.success(request, _("That session is over."))
    return redirect("usersessions_list")
