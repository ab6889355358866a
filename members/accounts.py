import uuid

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from members import outbox
from members.events import ACCOUNT_MAIL


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
