from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from members.models import Person, User, roles_of
from members.services.sessions import end_sessions


@transaction.atomic
def open_account(user: User, *, person: Person | None, actor: User) -> User:
    """Write a new account, without a password: its owner sets one by the link of send_password_link.

    ValidationError at "person" where that person has an account already. What it may do follows from mandates.
    """
    _guard(actor)
    user.email = user.email.strip().lower()
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if person is not None and not Person.objects.filter(pk=person.pk, user=None).update(user=user):
        raise ValidationError({"person": _("This person already has an account.")})
    return user


@transaction.atomic
def correct_account(user: User, *, actor: User) -> User:
    """Write a changed account. A new e-mail is the only one it logs in with; one that is closed is logged out."""
    _guard(actor)
    user.email = user.email.strip().lower()
    user.save()
    if not EmailAddress.objects.filter(user=user, email=user.email, primary=True).exists():
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        end_sessions(user)
    if not user.is_active:
        end_sessions(user)
    return user


def send_password_link(user: User, *, request: HttpRequest, actor: User) -> None:
    """The mail with the link for setting the password: the same as after «I forgot my password»."""
    _guard(actor)
    form = ResetPasswordForm(data={"email": user.email})
    if form.is_valid():
        form.save(request)


def _guard(actor: User) -> None:
    if not roles_of(actor).is_administrator:
        raise PermissionDenied
