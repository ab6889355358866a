"""Links for one recipient: 256-bit tokens. The database holds only their hash; the mail's text holds a placeholder.

A token is derived from a row's uid under a key that lives in the environment, so that the worker can put it into the
mail at the moment of sending and a copy of the database opens nothing.
"""

import base64
import hashlib
import uuid

from django.utils.crypto import salted_hmac

PLACEHOLDER = "TOKEN-OF-THIS-RECIPIENT"


def token_for(uid: uuid.UUID) -> str:
    """43 URL-safe characters."""
    mac = salted_hmac("members.tokens", uid.bytes, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def digest(token: str) -> str:
    """What is stored and looked up: SHA-256 of the token, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()
