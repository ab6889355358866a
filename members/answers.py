"""What became of a mail, in words: the answers of mail servers, and our own where no server was asked."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

NO_ADDRESS = "no e-mail address"
BROKEN_OFF = "broken off each time"
UNSUBSCRIBED = "unsubscribed"

# What mail servers mean, by the extended code where there is one, else by the plain one.
REASONS: list[tuple[str, Promise]] = [
    (UNSUBSCRIBED, gettext_lazy("this person wants no notices")),
    (NO_ADDRESS, gettext_lazy("no e-mail address in the directory")),
    (r"\d{3}[ -]5\.1\.[126]|5\.1\.[126]", gettext_lazy("this address does not exist: correct it in the directory")),
    (r"\d{3}[ -]\d\.2\.2", gettext_lazy("the mailbox is full")),
    (r"\d{3}[ -]5\.2\.1", gettext_lazy("the mailbox is closed")),
    (r"\d{3}[ -]\d\.7\.", gettext_lazy("refused by the rules of the receiving server")),
    (r"(421|450|451)", gettext_lazy("the receiving server is busy")),
    (r"(452|552)", gettext_lazy("the mailbox is full, or the mail too big for it")),
    (r"(550|551|553)", gettext_lazy("this address does not exist or takes no mail: correct it in the directory")),
    (r"4\d\d", gettext_lazy("the receiving server asks for another try later")),
    (r"5\d\d", gettext_lazy("the receiving server refused it")),
    (BROKEN_OFF, gettext_lazy("sending it was broken off each time: something is wrong with this mail")),
    (r"[A-Za-z]+: |gaierror|timeout", gettext_lazy("the mail server could not be reached")),
]


def reason(answer: str) -> str:
    """A mail server's answer in words; empty for one that says nothing known."""
    return next((str(words) for pattern, words in REASONS if re.match(pattern, answer)), "")


def kind_of(answer: str) -> str:
    """The beginning that answers of one kind share: "550 5.1.1", "451", "TimeoutError"; "" where there is none."""
    found = re.match(r"\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?|[A-Za-z]+(?=:)|" + BROKEN_OFF, answer)
    return found[0] if found else ""
