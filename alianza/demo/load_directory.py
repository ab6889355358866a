"""Organizations, people, mandates and accounts of the demo. What happened long ago is written without services."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from alianza.demo.data import accounts
from alianza.demo.data import directory as data
from members.models import Mandate, Organization, Person, SecretariatTerm, Topic, User


def load_members() -> dict[int, Organization]:
    """Number in the data → organization."""
    made, topics = {}, list(Topic.objects.all())
    for number, (name, department, town) in data.MEMBERS.items():
        place = {"department": department, "municipality": town, "public_fields": data.PUBLIC.get(number, [])}
        made[number] = Organization.objects.create(name=name, kind="member_cso", joined_on=data.SINCE, **place)
        made[number].topics.set(topics[number % 5 :: 5])
    SecretariatTerm.objects.create(organization=made[1], starts_on=data.SINCE)
    return made


def load_representatives(members: dict[int, Organization]) -> dict[int, Person]:
    """Number of the representative → person, with a mandate; and the secretariat's coordinator, who has one too."""
    made = {}
    for number, organization, role in data.REPRESENTATIVES:
        email = data.representative_email(number, organization)
        made[number] = person(f"Representante {number:02}", email, members[organization])
        mandate(made[number], role)
    mandate(person("Coordinación 01", accounts.COORDINATOR.email, members[1]), "coordinator")
    return made


def load_stakeholders() -> tuple[dict[int, Organization], dict[int, Person]]:
    """Number in the data → organization, and → its contact."""
    made, contacts = {}, {}
    for number, (name, acronym, kind, level, department, town, language) in enumerate(data.STAKEHOLDERS, start=1):
        made[number] = Organization.objects.create(
            name=name, acronym=acronym, kind=kind, level=level, department=department, municipality=town
        )
        contacts[number] = person(f"Enlace {number:02}", data.contact_email(number), made[number], language=language)
    return made, contacts


def load_accounts() -> User:
    """All with the demo's password (hashed once: hashing is slow on purpose). Returns the coordinator's."""
    password = make_password(accounts.PASSWORD)
    for account in accounts.ACCOUNTS:
        user = User(email=account.email, password=password, is_superuser=account == accounts.ADMINISTRATOR)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Person.objects.filter(email=account.email).update(user=user)
    return User.objects.get(email=accounts.COORDINATOR.email)


def person(name: str, email: str, organization: Organization, language: str = "es") -> Person:
    return Person.objects.create(name=name, email=email, organization=organization, language=language)


def mandate(holder: Person, role: str) -> None:
    Mandate.objects.create(person=holder, organization=holder.organization, role=role, starts_on=data.SINCE)
