"""The life of a commitment after the meeting: taken on, more time asked for, handed over. Everything is on record."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.models import Agreement, AgreementRequest, Meeting
from meetings.permissions import owns, require_coordinator
from meetings.services.answering import concerns, is_asked, representatives, secretariat, stands_for
from meetings.services.assigning import tell_owners
from meetings.services.errors import AlreadyDecided, AskedAlready, Closed, NotLater, NotTheirs, WordsNeeded
from members import outbox
from members.models import Mandate, Organization, OutboxMail, Person, User, roles_of

REQUESTED, DECIDED, REFUSED = "agreement_requested", "agreement_decided", "agreement_refused"
Kind, Decision = AgreementRequest.Kind, AgreementRequest.Decision


@transaction.atomic
def answer(agreement: Agreement, *, accept: bool, words: str = "", actor: User) -> Agreement:
    """The owner takes it on, or says why it can't; the same once more changes nothing.

    Raises Closed, WordsNeeded; PermissionDenied to others.
    """
    current = _owned(agreement, actor)
    if not accept and not words.strip():
        raise WordsNeeded
    said = Agreement.Answer.ACCEPTED if accept else Agreement.Answer.DECLINED
    if (current.answer, current.answer_words) == (said, words.strip()):
        return current
    current.answer = said
    current.answer_words, current.answered_at = words.strip(), timezone.now()
    current.save(update_fields=["answer", "answer_words", "answered_at"])
    if not accept:
        key = f"{current.pk}:{current.answered_at:%Y%m%d%H%M%S%f}"
        _write(REFUSED, key, {"agreement": current}, current.pk, secretariat())
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
    """To another member that may know of it; within the own organization hand_to does it.

    Raises Closed, WordsNeeded, AskedAlready, NotTheirs.
    """
    current = _owned(agreement, actor)
    if organization.pk == current.owner_id:
        raise WordsNeeded
    if not may_take_over(current).filter(pk=organization.pk).exists():
        raise NotTheirs
    return _ask(current, Kind.HANDOVER, reason, actor, organization=organization)


@transaction.atomic
def hand_to(agreement: Agreement, person: Person, *, actor: User) -> Agreement:
    """To another person of the own organization, at once. Raises Closed; PermissionDenied for a person of another."""
    current = _owned(agreement, actor)
    if not stands_for(person, current.owner_id):
        raise PermissionDenied
    current.owner_person = person
    current.save(update_fields=["owner_person"])
    tell_owners([current])
    return current


def may_take_over(agreement: Agreement) -> QuerySet[Organization]:
    """Members that may see the meeting: of its body, unless it is confidential, or invited to it."""
    meeting = agreement.meeting
    invited = meeting.attendances.standing().filter(organization__isnull=False).order_by().values("organization")
    knows = Q(pk__in=invited)
    if not meeting.is_confidential:
        knows |= Q(pk__in=meeting.body.organizations.order_by().values("pk"))
    return Organization.objects.active_members().filter(knows).exclude(pk=agreement.owner_id)


@transaction.atomic
def decide(request: AgreementRequest, *, grant: bool, words: str = "", actor: User) -> AgreementRequest:
    """The coordinator decides; a handover the receiving organization too. Declining needs words.

    Raises AlreadyDecided, Closed, WordsNeeded.
    """
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("meeting")
    agreement = rows.get(pk=request.agreement_id)
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
    agreement.save(update_fields=["owner", "owner_person"])
    begin_anew(agreement)
    tell_owners([agreement])


def begin_anew(agreement: Agreement) -> None:
    """Another organization answers for it: what the former one said or asked for isn't theirs."""
    agreement.answer, agreement.answer_words, agreement.answered_at = Agreement.Answer.NONE, "", None
    agreement.save(update_fields=["answer", "answer_words", "answered_at"])
    agreement.requests.filter(decision="").update(decision=Decision.LAPSED, decided_at=timezone.now())


def _ask(agreement: Agreement, kind: str, reason: str, actor: User, **what) -> AgreementRequest:
    if not reason.strip():
        raise WordsNeeded
    if agreement.requests.filter(kind=kind, decision="").exists():
        raise AskedAlready
    person = roles_of(actor).acting_person
    made = AgreementRequest.objects.create(
        agreement=agreement, kind=kind, reason=reason.strip(), asked_by_id=person, **what
    )
    theirs = {one for one in representatives(made.organization_id or 0) if _may_know(agreement, one)}
    _tell(REQUESTED, made, secretariat() | theirs)
    return made


def _may_know(agreement: Agreement, person: Person) -> bool:
    organizations = Mandate.objects.current().filter(person=person).values_list("organization", flat=True)
    return Meeting.objects.known_to(person.pk, list(organizations)).filter(pk=agreement.meeting_id).exists()


def _tell(event: str, request: AgreementRequest, people: set[Person]) -> None:
    context = {"request": request, "agreement": request.agreement}
    _write(event, str(request.pk), context, request.agreement_id, people)


def _write(event: str, key: str, context: dict, agreement_id: int, people: set[Person]) -> None:
    letters = [
        outbox.Letter(f"{key}:{one.pk}", one, context, subject_id=agreement_id)
        for one in sorted(people, key=lambda one: one.pk)
    ]
    outbox.queue_many(event, letters)


def _owned(agreement: Agreement, actor: User) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("meeting__body", "owner")
    current = rows.get(pk=agreement.pk)
    if not owns(actor, current):
        raise PermissionDenied
    _require_open(current)
    return current


def _require_open(agreement: Agreement) -> None:
    if agreement.state not in (Agreement.State.OPEN, Agreement.State.IN_PROGRESS):
        raise Closed


def still_concerns(mail: OutboxMail) -> bool:
    """Just before sending: the agreement is still open, and the person still has to do with it."""
    agreement = Agreement.objects.open().filter(pk=mail.subject_id or 0).first()
    if agreement is None or mail.person is None:
        return False
    return concerns(agreement, mail.person) or is_asked(agreement, mail.person)


def asker_is_there(mail: OutboxMail) -> bool:
    return Mandate.objects.current().filter(person=mail.person_id).exists()


def is_secretariat(mail: OutboxMail) -> bool:
    return mail.person in secretariat()
