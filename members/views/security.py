"""Where one's account is open, and what it takes to open it: one page."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.views import ListUserSessionsView

from members import unsubscribe
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
            "notices_at": unsubscribe.path_for(person.pk) if person else "",
            "second_factor_needed": needs_second_factor(self.request.user),
        }
