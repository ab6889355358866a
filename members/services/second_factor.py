from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from members.models import User, roles_of
from members.services.sessions import end_sessions

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def strong_factors(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type__in=STRONG)


def used_second_factor(request: HttpRequest) -> bool:
    """In this session, by TOTP, passkey, security key or a recovery code."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def enrolled(request: HttpRequest, user: User, authenticator: Authenticator, **_) -> None:
    """Setting one up proves that one has it: the session need not ask again at once. Receives authenticator_added."""
    if authenticator.type in STRONG:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@transaction.atomic
def remove_second_factors(user: User, *, actor: User) -> None:
    """For somebody who lost phone and recovery codes: they log in by password and mailed code, and set up new ones."""
    if not roles_of(actor).is_administrator:
        raise PermissionDenied
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
