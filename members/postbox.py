"""The outbox as people read it: each mail's state, its last event and the reason, never its text."""

import datetime
from dataclasses import dataclass

from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy

from members import events
from members.answers import kind_of, reason
from members.corrections import corrected_address, replaced
from members.days import full_moment
from members.models import OutboxMail, Person

State = OutboxMail.State
RETURNED = "returned"

# state: (its words, the colour of its tag)
STATES: dict[str, tuple[Promise, str]] = {
    State.QUEUED: (pgettext_lazy("mail", "waiting"), "warn"),
    State.SENDING: (pgettext_lazy("mail", "being sent"), "warn"),
    State.ACCEPTED: (pgettext_lazy("mail", "accepted by the mail server"), "good"),
    State.FAILED: (pgettext_lazy("mail", "failed"), "bad"),
    State.WITHDRAWN: (pgettext_lazy("mail", "not sent: no longer wanted"), ""),
    State.HELD: (pgettext_lazy("mail", "waiting for the daily digest"), ""),
    State.RESTING: (pgettext_lazy("mail", "waiting a moment for others of its kind"), ""),
    State.MERGED: (pgettext_lazy("mail", "sent in one mail with others"), ""),
    RETURNED: (pgettext_lazy("mail", "came back"), "bad"),
}


@dataclass(frozen=True)
class Row:
    pk: int
    name: str
    address: str
    person_at: str
    subject: str
    words: str
    colour: str
    event: str
    reason: str
    raw: str
    can_retry: bool
    can_retry_kind: bool
    correct_at: str
    corrected: str
    tries_at: str
    sent_anew: bool


def rows(mails: list[OutboxMail]) -> list[Row]:
    """Two queries: which of these addresses bounced, in whose place a newer mail is. "All of this reason" is offered
    once for each reason."""
    addresses = {mail.to_email.lower() for mail in mails if mail.state == State.FAILED}
    bounced: set[str] = set()
    if addresses:
        known = Person.objects.exclude(bounced_email="").annotate(bad=Lower("bounced_email"))
        bounced = set(known.filter(bad__in=addresses).values_list("bad", flat=True))
    offered: set[str] = set()
    anew = _sent_anew(mails)
    return [_row(mail, bounced, offered, anew=mail.pk in anew) for mail in mails]


def _sent_anew(mails: list[OutboxMail]) -> set[int]:
    in_vain = [mail.pk for mail in mails if mail.link_uid and (mail.state == State.FAILED or mail.bounce)]
    return set(OutboxMail.objects.filter(replaced(), pk__in=in_vain).values_list("pk", flat=True)) if in_vain else set()


def _row(mail: OutboxMail, bounced: set[str], offered: set[str], *, anew: bool) -> Row:
    came_back = mail.bounce == OutboxMail.Bounce.PERMANENT
    words, colour = STATES[RETURNED if came_back else mail.state]
    failed, to_correct = mail.state == State.FAILED, came_back or mail.to_email.lower() in bounced
    has_address = bool(mail.to_email or (mail.person and mail.person.email))
    corrected = corrected_address(mail) if (failed or came_back) and not anew else ""
    can_retry = bool(corrected) or (failed and has_address and not to_correct and not anew)
    kind = kind_of(mail.answer) if can_retry and mail.to_email and not corrected else ""
    first_of_kind = bool(kind) and kind not in offered
    offered.add(kind)
    wrong_address = to_correct or (failed and (not has_address or mail.answer.startswith("5")))
    troubled = failed or came_back or (mail.state == State.QUEUED and mail.attempts)
    return Row(
        pk=mail.pk,
        name=mail.to_name,
        address=mail.to_email,
        person_at=mail.person.get_absolute_url() if mail.person else "",
        subject=mail.subject,
        words=str(words),
        colour=colour,
        event=_event(mail, came_back),
        reason=reason(mail.answer) if troubled else "",
        raw=mail.answer if troubled else "",
        can_retry=can_retry,
        can_retry_kind=first_of_kind,
        correct_at=_directory(mail) if wrong_address and not corrected and not anew else "",
        corrected=corrected,
        tries_at=_tries(mail),
        sent_anew=anew,
    )


def _tries(mail: OutboxMail) -> str:
    page = events.page_of(mail.event) if mail.link_uid else ""
    return reverse(page, args=[mail.pk]) if page else ""


def _directory(mail: OutboxMail) -> str:
    return reverse("members:person_update", args=[mail.person_id]) if mail.person_id else ""


def _event(mail: OutboxMail, came_back: bool) -> str:
    if came_back:
        return moment(mail.bounced_at)
    if mail.state in (State.QUEUED, State.HELD, State.RESTING):
        if not mail.attempts:
            return gettext("due %(when)s") % {"when": moment(mail.due_at)}
        tried = ngettext("%(n)s try, again %(when)s", "%(n)s tries, again %(when)s", mail.attempts)
        return tried % {"n": mail.attempts, "when": moment(mail.due_at)}
    return moment(mail.finished_at)


def moment(when: datetime.datetime | None) -> str:
    return full_moment(when) if when else ""
