"""The life of a commitment after the meeting: taken on, more time asked for, handed over. Everything is on record."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from meetings.models import Agreement, AgreementRequest
from meetings.permissions import owns, require_coordinator
from meetings.services.errors import AlreadyDecided, AskedAlready, Closed, NotLater, WordsNeeded
from members import outbox
from members.models import Mandate, Organization, OutboxMail, Person, SecretariatTerm, User, roles_of

REQUESTED, DECIDED = "agreement_requested", "agreement_decided"
ANSWERING = (Mandate.Role.PRINCIPAL, Mandate.Role.ALTERNATE)
Kind, Decision = AgreementRequest.Kind, AgreementRequest.Decision


@transaction.atomic
def answer(agreement: Agreement, *, accept: bool, words: str = "", actor: User) -> Agreement:
    """The owner takes it on, or says why it can't. Raises Closed, WordsNeeded; PermissionDenied to others."""
    current = _owned(agreement, actor)
    if not accept and not words.strip():
        raise WordsNeeded
    current.answer = Agreement.Answer.ACCEPTED if accept else Agreement.Answer.DECLINED
    current.answer_words, current.answered_at = words.strip(), timezone.now()
    current.save(update_fields=["answer", "answer_words", "answered_at"])
    return current


@transaction.atomic
def ask_extension(agreement: Agreement, due_on: datetime.date, reason: str, *, actor: User) -> AgreementRequest:
    """Raises Closed, NotLater, WordsNeeded, AskedAlready."""
    current = _owned(agreement, actor)
    if due_on <= max(current.due_on or datetime.date.min, timezone.localdate()):
        raise NotLater
    return _ask(current, Kind.EXTENSION, reason, actor, due_on=due_on)


@transaction.atomic
def ask_handover(agreement: Agreement, organization: Organization, reason: str, *, actor: User) -> AgreementRequest:
    """To another member; within the own organization hand_to does it. Raises Closed, WordsNeeded, AskedAlready."""
    current = _owned(agreement, actor)
    if organization.pk == current.owner_id:
        raise WordsNeeded
    return _ask(current, Kind.HANDOVER, reason, actor, organization=organization)


@transaction.atomic
def hand_to(agreement: Agreement, person: Person, *, actor: User) -> Agreement:
    """To another person of the own organization, at once. Raises Closed; PermissionDenied for a person of another."""
    current = _owned(agreement, actor)
    of_it = Mandate.objects.current().filter(person=person, organization=current.owner_id)
    if person.organization_id != current.owner_id and not of_it.exists():
        raise PermissionDenied
    current.owner_person = person
    current.save(update_fields=["owner_person"])
    return current


@transaction.atomic
def decide(request: AgreementRequest, *, grant: bool, words: str = "", actor: User) -> AgreementRequest:
    """The coordinator decides; a handover the receiving organization too. Declining needs words.

    Raises AlreadyDecided, Closed, WordsNeeded.
    """
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=request.agreement_id)
    current = AgreementRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not may_decide(actor, current):
        require_coordinator(actor)
    if current.decision:
        raise AlreadyDecided
    _require_open(agreement)
    if not grant and not words.strip():
        raise WordsNeeded
    current.decision = Decision.GRANTED if grant else Decision.DECLINED
    current.words, current.decided_at, current.decided_by_id = words.strip(), timezone.now(), roles_of(actor).person_id
    current.save(update_fields=["decision", "words", "decided_at", "decided_by"])
    if grant:
        _carry_out(agreement, current)
    _tell(DECIDED, current, {current.asked_by})
    return current


def may_decide(user, request: AgreementRequest) -> bool:
    """Of those who are no coordinators: who would take it over, for its organization."""
    return request.kind == Kind.HANDOVER and request.organization_id in roles_of(user).answers_for


def _carry_out(agreement: Agreement, request: AgreementRequest) -> None:
    if request.kind == Kind.EXTENSION:
        agreement.due_on = request.due_on
        agreement.save(update_fields=["due_on"])
        return
    agreement.partners.through.objects.filter(agreement=agreement, organization=request.organization_id).delete()
    agreement.owner_id, agreement.owner_person = request.organization_id, None
    agreement.answer, agreement.answer_words, agreement.answered_at = Agreement.Answer.NONE, "", None
    agreement.save(update_fields=["owner", "owner_person", "answer", "answer_words", "answered_at"])


def _ask(agreement: Agreement, kind: str, reason: str, actor: User, **what) -> AgreementRequest:
    if not reason.strip():
        raise WordsNeeded
    if agreement.requests.filter(kind=kind, decision="").exists():
        raise AskedAlready
    person = roles_of(actor).acting_person
    made = AgreementRequest.objects.create(
        agreement=agreement, kind=kind, reason=reason.strip(), asked_by_id=person, **what
    )
    _tell(REQUESTED, made, secretariat() | (representatives(made.organization_id) if made.organization_id else set()))
    return made


def _tell(event: str, request: AgreementRequest, people: set[Person]) -> None:
    context = {"request": request, "agreement": request.agreement}
    letters = [
        outbox.Letter(f"{request.pk}:{one.pk}", one, context, subject_id=request.agreement_id)
        for one in sorted(people, key=lambda one: one.pk)
    ]
    outbox.queue_many(event, letters)


def secretariat() -> set[Person]:
    holders = SecretariatTerm.objects.current().values("organization")
    leading = Mandate.objects.current().filter(role=Mandate.Role.COORDINATOR, organization__in=holders)
    return set(Person.objects.filter(pk__in=leading.order_by().values("person")))


def representatives(organization: int) -> set[Person]:
    mandates = Mandate.objects.current().filter(role__in=ANSWERING, organization=organization)
    return set(Person.objects.filter(pk__in=mandates.order_by().values("person")))


def _owned(agreement: Agreement, actor: User) -> Agreement:
    current = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if not owns(actor, current):
        raise PermissionDenied
    _require_open(current)
    return current


def _require_open(agreement: Agreement) -> None:
    if agreement.state not in (Agreement.State.OPEN, Agreement.State.IN_PROGRESS):
        raise Closed


def still_concerns(mail: OutboxMail) -> bool:
    """Just before sending: the agreement is still open, and the person still has a mandate."""
    open_one = Agreement.objects.open().filter(pk=mail.subject_id or 0)
    return open_one.exists() and Mandate.objects.current().filter(person=mail.person_id).exists()


def asker_is_there(mail: OutboxMail) -> bool:
    return Mandate.objects.current().filter(person=mail.person_id).exists()
