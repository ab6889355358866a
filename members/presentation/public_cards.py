"""The public card of an organization: what was ticked, and not a word more."""

from dataclasses import dataclass, field

from django.utils.text import capfirst

from members.days import full_day
from members.models import Organization, Topic

Field = Organization.PublicField


@dataclass(frozen=True)
class Card:
    """`facts`: (label, words), in the order of the choices. Empty values are left out."""

    pk: int
    name: str
    acronym: str
    website: str
    facts: list[tuple[str, str]] = field(default_factory=list)


def card(organization: Organization) -> Card:
    """Call it with `topics` prefetched where there are many."""
    shown = set(organization.public_fields)

    def topics(kind: str) -> str:
        return ", ".join(str(one) for one in organization.topics.all() if one.kind == kind)

    said = {
        Field.DEPARTMENT: lambda: organization.department_name,
        Field.MUNICIPALITY: lambda: organization.municipality,
        Field.THEMES: lambda: topics(Topic.Kind.THEME),
        Field.POPULATIONS: lambda: topics(Topic.Kind.POPULATION),
        Field.JOINED_ON: lambda: full_day(organization.joined_on) if organization.joined_on else "",
    }
    facts = [(str(capfirst(one.label)), words()) for one, words in said.items() if one in shown]
    return Card(
        pk=organization.pk,
        name=organization.name if Field.NAME in shown else "",
        acronym=organization.acronym if Field.ACRONYM in shown else "",
        website=organization.website if Field.WEBSITE in shown else "",
        facts=[(label, words) for label, words in facts if words],
    )
