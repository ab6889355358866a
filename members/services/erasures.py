"""Asking that what names a person be taken out, and saying no to it. Saying yes is alianza.rights.erasing."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import outbox
from members.models import ErasureRequest, Mandate, Person, SecretariatTerm, User, roles_of
from members.permissions import can_ask_erasure

ASKED, DECLINED = "erasure_asked", "erasure_declined"


class Refused(Exception):
    """The state of things doesn't allow it. `words` are for whoever asked."""

    words: str | Promise = _("This is not possible any more.")


class AlreadyAsked(Refused):
    words = _("This was asked for already. An administrator decides on it.")


class AlreadyErased(Refused):
    words = _("What named this person was taken out already.")


class AlreadyDecided(Refused):
    words = _("Somebody has decided on this request already, or it was taken back.")


class ReasonNeeded(Refused):
    words = _("Say why not, in words: the person reads it.")


class LastCoordinator(Refused):
    words = _("This person is the only coordinator with an account. Name who follows, and then erase.")


class LastAdministrator(Refused):
    words = _("This is the only administrator's account. Make another administrator first.")


class OwnRequest(Refused):
    words = _("Nobody erases themselves: another administrator confirms it.")


@transaction.atomic
def ask_erasure(person: Person, *, actor: User) -> ErasureRequest:
    """By the person, or in their name; the administrators and coordinators are told, without the name."""
    if not can_ask_erasure(actor, person):
        raise PermissionDenied
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.erasures.filter(decision=ErasureRequest.Decision.ERASED).exists():
        raise AlreadyErased
    if person.erasures.filter(decision=ErasureRequest.Decision.OPEN).exists():
        raise AlreadyAsked
    request = ErasureRequest.objects.create(person=person, asked_by=actor)
    for account in deciders():
        _tell(account, request)
    return request


def deciders() -> "QuerySet[User]":
    """Administrators, and whoever coordinates today."""
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=coordinators())).filter(is_active=True).order_by("pk")


def coordinators() -> "QuerySet[User]":
    """Active accounts that coordinate today."""
    leads = SecretariatTerm.objects.current().values("organization")
    held = Mandate.objects.current().of_members().filter(role=Mandate.Role.COORDINATOR, organization__in=leads)
    return User.objects.filter(is_active=True, person__in=held.values("person")).order_by()


def _tell(account: User, request: ErasureRequest) -> None:
    person = Person.objects.filter(user=account).first()
    key, context = f"{request.pk}:{account.pk}", {"request_pk": request.pk, "person": person}
    if person is not None and person.email:
        outbox.queue(ASKED, key=key, to=person, context=context, subject_id=request.pk)
        return
    subject, text = outbox.render(f"members/email/{ASKED}.txt", "es", context)
    outbox.queue_rendered(ASKED, key=key, to_email=account.email, subject=subject, text=text, language="es")


@transaction.atomic
def take_back(person: Person, *, actor: User) -> None:
    """The person thinks again, while nobody has decided."""
    if not can_ask_erasure(actor, person):
        raise PermissionDenied
    request = person.erasures.select_for_update().filter(decision=ErasureRequest.Decision.OPEN).first()
    if request is None:
        raise AlreadyDecided
    decide(request, ErasureRequest.Decision.TAKEN_BACK, actor=actor)


@transaction.atomic
def decline(request: ErasureRequest, words: str, *, actor: User) -> ErasureRequest:
    """With the reason in words, which the person gets by mail."""
    request = locked(request, actor=actor)
    if not words.strip():
        raise ReasonNeeded
    request.words = words.strip()
    decide(request, ErasureRequest.Decision.DECLINED, actor=actor)
    outbox.queue(DECLINED, key=str(request.pk), to=request.person, context={"words": request.words})
    return request


def locked(request: ErasureRequest, *, actor: User) -> ErasureRequest:
    """The request while nobody has decided on it, for an administrator, in the transaction of the caller."""
    if not roles_of(actor).is_administrator:
        raise PermissionDenied
    request = ErasureRequest.objects.select_for_update(of=("self",)).select_related("person__user").get(pk=request.pk)
    if not request.is_open:
        raise AlreadyDecided
    return request


def decide(request: ErasureRequest, decision: str, *, actor: User) -> None:
    request.decision, request.decided_by, request.decided_at = decision, actor, timezone.now()
    request.save()


def check_dispensable(person: Person, *, actor: User) -> None:
    """Raises the refusal where the alliance would be left without anybody who can run it."""
    account = person.user_id
    if account is None:
        return
    if account == actor.pk:
        raise OwnRequest
    leading = set(coordinators().values_list("pk", flat=True))
    if leading == {account}:
        raise LastCoordinator
    if not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=account).exists():
        raise LastAdministrator
