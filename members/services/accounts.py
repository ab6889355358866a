from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from members.models import Person, User, roles_of


@transaction.atomic
def open_account(email: str, *, person: Person | None, is_administrator: bool = False, actor: User) -> User:
    """An account without a password: its owner sets one by the link of send_password_link. Nobody types it for them.

    ValidationError at "person" where that person has an account already. What it may do follows from mandates.
    """
    if not roles_of(actor).is_administrator:
        raise PermissionDenied
    user = User.objects.create_user(email, None, is_superuser=is_administrator)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if person is not None and not Person.objects.filter(pk=person.pk, user=None).update(user=user):
        raise ValidationError({"person": _("This person already has an account.")})
    return user


def send_password_link(user: User, *, request: HttpRequest, actor: User) -> None:
    """The mail with the link for setting the password: the same as after «I forgot my password»."""
    if not roles_of(actor).is_administrator:
        raise PermissionDenied
    form = ResetPasswordForm(data={"email": user.email})
    if form.is_valid():
        form.save(request)
