from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation

from alianza.demo.data.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Say how to log in to the demo in each role."

    def handle(self, **options) -> None:
        if not settings.ALIANZA_DEMO:
            raise CommandError("Only a demo (ALIANZA_DEMO=1) has log-ins that anybody may know.")
        with translation.override("en"):
            rows = [(str(account.role), account.email) for account in ACCOUNTS]
        width = max(len(role) for role, _ in rows)
        self.stdout.write(f"Log in:  {settings.SITE_URL}{reverse('account_login')}")
        self.stdout.write(f"Password of all:  {PASSWORD}\n\n")
        for role, email in rows:
            self.stdout.write(f"  {role:<{width}}  {email}")
