"""Who answers for an organization, today: whom a commitment's mails go to, and who may report on it."""

from meetings.models import Agreement, AgreementRequest
from members.models import Mandate, Person, SecretariatTerm

ANSWERING = (Mandate.Role.PRINCIPAL, Mandate.Role.ALTERNATE)


def stands_for(person: Person, organization_id: int | None) -> bool:
    """By a mandate of today; or as one of its people who never had one. Whoever lost it doesn't any more."""
    held = Mandate.objects.filter(person=person, organization=organization_id or 0)
    if held.current().exists():
        return True
    return person.organization_id is not None and person.organization_id == organization_id and not held.exists()


def first_of(agreement: Agreement) -> Person | None:
    """The person named, as long as they stand for the owner and mail reaches them; else its principal, alternate,
    anybody with a mandate."""
    named = agreement.owner_person
    candidates = [named] if named and stands_for(named, agreement.owner_id) else []
    candidates += people_of(agreement.owner_id)
    return next((one for one in candidates if one.email), candidates[0] if candidates else None)


def people_of(organization_id: int | None) -> list[Person]:
    """With a mandate today: principal and alternates first."""
    mandates = Mandate.objects.current().filter(organization=organization_id or 0).select_related("person")
    roles = list(ANSWERING)
    ordered = sorted(
        mandates.order_by("starts_on", "pk"), key=lambda one: roles.index(one.role) if one.role in roles else len(roles)
    )
    return list({one.person_id: one.person for one in ordered}.values())


def secretariat() -> set[Person]:
    holders = SecretariatTerm.objects.current().values("organization")
    leading = Mandate.objects.current().filter(role=Mandate.Role.COORDINATOR, organization__in=holders)
    return set(Person.objects.filter(pk__in=leading.order_by().values("person")))


def representatives(organization: int) -> set[Person]:
    mandates = Mandate.objects.current().filter(role__in=ANSWERING, organization=organization)
    return set(Person.objects.filter(pk__in=mandates.order_by().values("person")))


def concerns(agreement: Agreement, person: Person) -> bool:
    """Whoever may report on it: of the responsible organization, or of the secretariat."""
    return stands_for(person, agreement.owner_id) or person in secretariat()


def is_asked(agreement: Agreement, person: Person) -> bool:
    """Of an organization that is asked to take it over, and has not said yet."""
    asked = AgreementRequest.objects.filter(agreement=agreement, kind=AgreementRequest.Kind.HANDOVER, decision="")
    mandates = Mandate.objects.current().filter(person=person, role__in=ANSWERING)
    return mandates.filter(organization__in=asked.values("organization")).exists()
