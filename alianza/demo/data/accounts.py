"""The accounts of the demo. One password for all: it opens nothing that is real."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

PASSWORD = "una alianza de muchas"  # noqa: S105


class Account(NamedTuple):
    """`person` is the e-mail address of whose account it is: the same as the log-in. Administrators have no person."""

    role: str
    email: str


COORDINATOR = Account(_("coordinator"), "coordinacion@espacios.example")
ADMINISTRATOR = Account(_("administrator"), "administracion@alianza.example")
ACCOUNTS = [
    COORDINATOR,
    Account(_("representative, principal"), "representante02@org02.example"),
    Account(_("representative, principal"), "representante07@org07.example"),
    Account(_("representative, alternate"), "representante20@org05.example"),
    ADMINISTRATOR,
]
