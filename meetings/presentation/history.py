"""The story of an agreement in words: who changed what, and when. Read from the audit trail, four queries."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext

from meetings.models import Agreement, AgreementPartner, AgreementRequest
from meetings.presentation.when import day
from members.models import Person

Event = Agreement.pgh_event_model
PartnerEvent = AgreementPartner.pgh_event_model


@dataclass
class Act:
    """What one person did in one go; `who` is empty where no account stands behind it (a command, an import)."""

    at: datetime.datetime
    who: str
    changes: list[str] = field(default_factory=list)
    words: str = ""


def history(agreement: Agreement, requests: Iterable[AgreementRequest] = ()) -> list[Act]:
    """Newest first. What one person did in one go is one act. `requests`: the agreement's, with their persons."""
    events = list(
        Event.objects.filter(pgh_obj=agreement.pk)
        .select_related("pgh_context", "owner", "owner_person", "agenda_item")
        .order_by("pgh_id")
    )
    partners = list(
        PartnerEvent.objects.filter(agreement=agreement.pk)
        .select_related("pgh_context", "organization")
        .order_by("pgh_id")
    )
    names = names_of(events + partners)
    acts: dict = {}
    for before, event in zip([None, *events], events, strict=False):
        act = _act(acts, event, names)
        act.changes += [gettext("Recorded the agreement.")] if before is None else _changes(before, event)
        if before is not None:
            act.words = _words(before, event)
    for event in partners:
        words = (
            gettext("Added %(name)s as partner.")
            if event.pgh_label == "insert"
            else gettext("Removed %(name)s as partner.")
        )
        _act(acts, event, names).changes.append(words % {"name": event.organization})
    told = [act for act in acts.values() if act.changes or act.words]
    told += [act for request in requests for act in _asked(request)]
    return sorted(told, key=lambda act: act.at)[::-1]


def _words(before, after) -> str:
    """What was said with it: how far it is, or why it can't be taken on."""
    if after.progress != before.progress:
        return after.progress
    return after.answer_words if after.answer_words != before.answer_words else ""


def names_of(events) -> dict[int, str]:
    users = {user_of(event) for event in events} - {None}
    people = Person.objects.filter(user__in=users).select_related("organization")
    return {p.user_id: p.with_organization for p in people}


def user_of(event) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _act(acts: dict, event, names: dict[int, str]) -> Act:
    key = event.pgh_context_id or f"{type(event).__name__}{event.pgh_id}"
    if key not in acts:
        user = user_of(event)
        acts[key] = Act(event.pgh_created_at, names.get(user, gettext("Administration") if user else ""))
    return acts[key]


def _changes(before, after) -> list[str]:
    pairs = [
        (gettext("State"), before.get_state_display(), after.get_state_display()),
        (gettext("Kind"), before.get_kind_display(), after.get_kind_display()),
        (gettext("Responsible organization"), _name(before.owner), _name(after.owner)),
        (gettext("Responsible person"), _name(before.owner_person), _name(after.owner_person)),
        (gettext("Due"), _day(before.due_on), _day(after.due_on)),
        (gettext("Answer"), before.get_answer_display(), after.get_answer_display()),
        (gettext("Agenda item"), _item(before), _item(after)),
        (gettext("evidence"), before.evidence or "—", after.evidence or "—"),
    ]
    words = [f"{label}: {old} → {new}" for label, old, new in pairs if old != new]
    if before.text != after.text:
        words.append(gettext("Text, which was: “%(text)s”") % {"text": before.text})
    return words


def _name(thing) -> str:
    return str(thing) if thing else gettext("nobody")


def _item(event) -> str:
    return event.agenda_item.name if event.agenda_item else "—"


def _asked(request: AgreementRequest) -> list[Act]:
    """That it was asked for, and what was decided on it."""
    kind = request.get_kind_display()
    words = gettext("Asked for: %(kind)s") % {"kind": kind}
    acts = [Act(request.asked_at, request.asked_by_name, [words], request.reason)]
    if request.decided_at:
        words = gettext("Request (%(kind)s): %(decision)s")
        said = words % {"kind": kind, "decision": request.get_decision_display()}
        acts.append(Act(request.decided_at, request.decided_by_name, [said], request.words))
    return acts


def _day(date: datetime.date | None) -> str:
    return day(date) if date else gettext("no date")
