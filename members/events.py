"""Every kind of mail the application sends, by its one name. Each app registers its own in its AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass

from members.models import OutboxMail


@dataclass(frozen=True)
class Event:
    """`template` is `<app>/email/<name>.txt` (its first line is the subject); empty where the text comes ready-made.

    `still_wanted` is asked once more just before sending: may this recipient still have it? A `sensitive` text (it
    holds a secret, such as a reset link) is blanked once the mail server has it. A `notice` only informs: whoever
    unsubscribed doesn't get it. What asks somebody to act in a role, and what is about an account, is no notice.
    What is `urgent` waits neither for the end of a night nor for more of its kind to go in one mail.
    Where it is `renewed`, a newer mail of this kind with the same link takes the older one's place.
    `page`: name of the address that tells, of a mail with this primary key, what became of what it was about.
    """

    name: str
    template: str = ""
    still_wanted: Callable[[OutboxMail], bool] | None = None
    sensitive: bool = False
    notice: bool = False
    urgent: bool = False
    page: str = ""
    renewed: bool = False


_events: dict[str, Event] = {}


def register(app: str, name: str, **options) -> None:
    """`options`: the fields of Event."""
    _events[name] = Event(name, f"{app}/email/{name}.txt", **options)


def event(name: str) -> Event:
    """KeyError for a name nobody registered: a misspelt mail must not go out."""
    return _events[name]


def renewed() -> list[str]:
    return [name for name, event in _events.items() if event.renewed]


def page_of(name: str) -> str:
    """Of kinds that are no more, too: their rows stay in the outbox. Empty where there is none."""
    return _events[name].page if name in _events else ""


ACCOUNT_MAIL = Event("account_mail", sensitive=True, urgent=True)
_events[ACCOUNT_MAIL.name] = ACCOUNT_MAIL
