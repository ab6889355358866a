from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from meetings.models import Agreement, Meeting
from meetings.permissions import can_report, require_coordinator
from meetings.services.assigning import tell_owners
from meetings.services.errors import MeetingMovedOn, NotConvened, Withdrawn
from meetings.services.promises import begin_anew
from members.models import Organization, User

REPORTABLE = (Agreement.State.IN_PROGRESS, Agreement.State.DONE, Agreement.State.UNMET)


@transaction.atomic
def add_agreement(agreement: Agreement, partners: Iterable[Organization] = (), *, actor: User) -> Agreement:
    """Number and save it: <meeting's number>/<n>, counted under a lock on the meeting, so that two get two numbers.

    Raises NotConvened: of a draft, or of what was called off, nothing was agreed; MeetingMovedOn.
    """
    require_coordinator(actor)
    meeting = Meeting.objects.select_for_update().get(pk=agreement.meeting_id)
    if meeting.state != Meeting.State.CONVENED:
        raise NotConvened
    last = Agreement.objects.filter(meeting=meeting).aggregate(last=Max("sequence"))["last"] or 0
    agreement.sequence = last + 1
    agreement.number = f"{meeting.number}/{agreement.sequence}"
    _save(agreement)
    agreement.partners.set(_others(agreement, partners))
    agreement.meeting = meeting
    tell_owners([agreement])
    return agreement


def locked() -> QuerySet[Agreement]:
    """To read one for a form and change it, in one transaction."""
    return Agreement.objects.select_for_update(of=("self",)).select_related("meeting__body", "owner")


@transaction.atomic
def change_agreement(agreement: Agreement, partners: Iterable[Organization], *, actor: User) -> Agreement:
    """`agreement` was read under its lock (`locked`) and changed by a form. Another owner begins anew, and is told.

    Raises MeetingMovedOn.
    """
    require_coordinator(actor)
    before = locked().get(pk=agreement.pk)
    _save(agreement, update_fields=["agenda_item", "kind", "text", "owner", "owner_person", "due_on", "state"])
    agreement.partners.set(_others(agreement, partners))
    if agreement.owner_id != before.owner_id:
        begin_anew(agreement)
    if (agreement.owner_id, agreement.owner_person_id) != (before.owner_id, before.owner_person_id):
        tell_owners([agreement])
    return agreement


@transaction.atomic
def report_progress(agreement: Agreement, state: str, words: str, evidence: str = "", *, actor: User) -> Agreement:
    """The owner organization, or the secretariat for it, says how far it is. The former words stay in the history."""
    if state not in REPORTABLE or not words.strip():
        raise ValueError("progress needs a state that can be reported, and words")
    current = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if not can_report(actor, current):
        raise PermissionDenied
    if current.state == Agreement.State.WITHDRAWN:
        raise Withdrawn
    return report_as(current, state, words, evidence)


def report_as(current: Agreement, state: str, words: str, evidence: str) -> Agreement:
    """`current` is locked; `evidence` (a link) stays where none is given."""
    current.state, current.progress = state, words.strip()
    current.evidence = evidence or current.evidence
    current.save(update_fields=["state", "progress", "evidence"])
    return current


def _save(agreement: Agreement, **how) -> None:
    """The form knew the meeting as it was: closed since, it asks for owner and date; in review, the text stands."""
    try:
        with transaction.atomic():
            agreement.save(**how)
    except IntegrityError as error:
        raise MeetingMovedOn from error


def _others(agreement: Agreement, partners: Iterable[Organization]) -> list[Organization]:
    """Whoever is responsible is not its own partner."""
    return [partner for partner in partners if partner.pk != agreement.owner_id]
