from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from members.models import Person, User, roles_of


def end_sessions(user: User) -> None:
    """Log out this account everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def end_sessions_without_role(people: "Iterable[Person] | QuerySet[Person]") -> None:
    """Log out whoever of these people has no role left: an ended mandate must not leave an open phone behind.

    Call it inside the transaction that took the role. What a page shows is decided by roles_of at every request anyway.
    """
    for user in User.objects.filter(person__in=people):
        if not roles_of(user).is_inside:
            end_sessions(user)
