import base64
import time
import uuid

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from members import outbox
from members.events import ACCOUNT_MAIL
from members.permissions import needs_second_factor
from members.services.second_factor import STRONG, strong_factors


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; account mails leave through the outbox like all others."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        shared = {"request": self.request, "email": email, "current_site": {"name": settings.ALLIANCE_NAME}}
        letter = self.render_mail(template_prefix, email, shared | context)
        outbox.queue_rendered(
            ACCOUNT_MAIL.name,
            key=f"{template_prefix}:{uuid.uuid4()}",
            to_email=email,
            subject=letter.subject,
            text=letter.body,
            language=get_language() or settings.LANGUAGE_CODE,
        )

    def is_login_by_code_required(self, login: Login) -> bool:
        """The code by mail stands in for a second factor of one's own; also for whoever is about to set one up."""
        if not settings.SECOND_FACTOR or login.user is None or strong_factors(login.user).exists():
            return False
        methods = {record["method"] for record in get_authentication_records(self.request, login.user)}
        return not methods & {"code", "mfa"}

    def is_reauthentication_required(self, **about: str) -> bool:
        """Whoever logged in a moment ago has just proved who they are."""
        records = get_authentication_records(self.request, self.request.user)
        just_now = records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not just_now and super().is_reauthentication_required(**about)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are encrypted under the environment's key, so that a copy of the database makes no codes."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second factor keeps the last one: first the new, then the old goes."""
        if not needs_second_factor(authenticator.user) or authenticator.type not in STRONG:
            return True
        return strong_factors(authenticator.user).exclude(pk=authenticator.pk).exists()


def _cipher() -> Fernet:
    key = salted_hmac("members.accounts.mfa", settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
