"""What became of a mail, in words: the answers of mail servers, and our own where no server was asked."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

NO_ADDRESS = "no e-mail address"
BROKEN_OFF = "broken off each time"
UNSUBSCRIBED = "unsubscribed"
OUR_FAULT = "application fault"
UNWRITABLE = "cannot be written"
REFUSED_BY_SERVICE = "refused by the mail service"
CAME_BACK = "came back without a reason"
# RFC 3463, X.1.x, as far as it says something about the recipient's address (5.1.7 and 5.1.8 speak of the sender's).
NO_SUCH_ADDRESS = r"(?:5\d\d[ -])?5\.1\.(?:[1236]|10)(?!\d)"

# Not about the recipient's address: a full mailbox, a mail too long, the server's own troubles, its rules.
NOT_THE_ADDRESS = r"(?:\d{3}[ -])?\d\.(?:2\.[234]|[3567]\.\d)"

# What mail servers mean, by the extended code where there is one, else by the plain one.
REASONS: list[tuple[str, Promise]] = [
    (UNSUBSCRIBED, gettext_lazy("this person wants no notices")),
    (NO_ADDRESS, gettext_lazy("no e-mail address in the directory")),
    (NO_SUCH_ADDRESS, gettext_lazy("this address does not exist: correct it in the directory")),
    (r"(?:\d{3}[ -])?\d\.2\.2", gettext_lazy("the mailbox is full")),
    (r"(?:\d{3}[ -])?5\.2\.1", gettext_lazy("the mailbox is closed")),
    (r"(?:\d{3}[ -])?\d\.7\.", gettext_lazy("refused by the rules of the receiving server")),
    (r"(421|450|451)", gettext_lazy("the receiving server is busy")),
    (r"(452|552)", gettext_lazy("the mailbox is full, or the mail too big for it")),
    (r"(550|551|553)", gettext_lazy("this address does not exist or takes no mail: correct it in the directory")),
    (r"4(\d\d|\.\d)", gettext_lazy("the receiving server asks for another try later")),
    (r"5(\d\d|\.\d)", gettext_lazy("the receiving server refused it")),
    (BROKEN_OFF, gettext_lazy("sending it was broken off each time: something is wrong with this mail")),
    (OUR_FAULT, gettext_lazy("a fault of this application stopped it; its log says more")),
    (UNWRITABLE, gettext_lazy("a name or an address in it holds what no mail may hold: correct it in the directory")),
    (REFUSED_BY_SERVICE, gettext_lazy("the mail service refused it: see whether the address is right")),
    (CAME_BACK, gettext_lazy("the mail came back; the notice gives no reason")),
    (r"[A-Za-z]+: |gaierror|timeout", gettext_lazy("the mail server could not be reached")),
]


def reason(answer: str) -> str:
    """A mail server's answer in words; empty for one that says nothing known."""
    return next((str(words) for pattern, words in REASONS if re.match(pattern, answer)), "")


def kind_of(answer: str) -> str:
    """The beginning that answers of one kind share: "550 5.1.1", "451", "TimeoutError"; "" where there is none."""
    ours = "|".join([BROKEN_OFF, OUR_FAULT, UNWRITABLE, REFUSED_BY_SERVICE])
    found = re.match(rf"\d{{3}}(?:[ -]\d\.\d{{1,3}}\.\d{{1,3}})?|[A-Za-z]+(?=:)|{ours}", answer)
    return found[0] if found else ""


def says_no_such_address(answer: str) -> bool:
    """The address itself is wrong, whoever writes to it; a policy or a full mailbox says nothing of it."""
    return re.match(NO_SUCH_ADDRESS, answer) is not None


def says_nothing_of_address(answer: str) -> bool:
    """It came back for a reason that another address would not change."""
    return re.match(NOT_THE_ADDRESS, answer) is not None
