"""What single variables of the environment mean, for the settings: each with a sentence where it is wrong."""

import re
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured


def broker_url(redis_url: str) -> str:
    """kombu names a Unix socket otherwise than redis-py: unix:///path?db=1 is redis+socket:///path?virtual_host=1."""
    if redis_url.startswith("unix://"):
        return "redis+socket://" + redis_url.removeprefix("unix://").replace("?db=", "?virtual_host=")
    return redis_url


def mail_service(environment: Mapping[str, str], timeout: int) -> dict[str, str | bool]:
    """ANYMAIL's own settings: each variable ANYMAIL_… by its name; what webhooks must show is never missing."""
    found = {name.removeprefix("ANYMAIL_"): value for name, value in environment.items() if name.startswith("ANYMAIL_")}
    if not re.fullmatch(r"[^:\s]{4,}:[^:\s]{16,}", found.get("WEBHOOK_SECRET", "")):
        raise ImproperlyConfigured(
            "ANYMAIL_WEBHOOK_SECRET must be name:password, the password of 16 characters or more: with MAIL_SERVICE "
            "anybody could report mail as come back without it. See README, Configuration."
        )
    return found | {"IGNORE_RECIPIENT_STATUS": True, "REQUESTS_TIMEOUT": timeout}


def quiet_hours(text: str) -> tuple[int, int] | None:
    """ "21-7" is (21, 7): what is not urgent reaches nobody from nine at night to seven in the morning. "" is never."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    hours = (int(found[1]), int(found[2])) if found else (24, 24)
    if max(hours) > 23 or hours[0] == hours[1]:
        raise ImproperlyConfigured(f"QUIET_HOURS: {text!r} is not like 21-7")
    return hours


def domain_rates(entries: list[str]) -> dict[str, tuple[int, int]]:
    """ "hotmail.com=20/60" is {"hotmail.com": (20, 60)}: 20 mails in 60 s. "*" is any other domain, "=0" no limit."""
    rates = {}
    for entry in entries:
        found = re.fullmatch(r"\s*([\w.*-]+)=(?:(0)|(\d{1,6})/([1-9]\d{0,5}))\s*", entry)
        if not found:
            raise ImproperlyConfigured(f"OUTBOX_DOMAIN_RATES: {entry!r} is not like hotmail.com=20/60 or *=0")
        rates[found[1].lower()] = (int(found[3] or 0), int(found[4] or 0))
    return rates
