"""The link in each notice with which its reader wants no more of them (RFC 8058: one click, no log-in)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from members.models import OutboxMail

SALT = "members.unsubscribe"


def address(mail: OutboxMail) -> str:
    """Signed, so that nobody unsubscribes others by counting; no secret of the mail is in it."""
    return settings.SITE_URL + path_for(mail.person_id)


def path_for(person: int | None) -> str:
    return reverse("members:unsubscribe", args=[signing.Signer(salt=SALT).sign(str(person))])


def person_id(token: str) -> int | None:
    try:
        return int(signing.Signer(salt=SALT).unsign(token))
    except signing.BadSignature:
        return None
