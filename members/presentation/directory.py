"""Organizations and people as rows of a spreadsheet, in the language that is active."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.models import Organization, Person, Topic

Head = list[tuple[str, int]]


def organizations(found: Iterable[Organization], *, with_reason: bool) -> tuple[Head, Iterable[list]]:
    """`found` with its topics; `with_reason`: why they left, too. Never a confidential address."""
    head = [
        (_("Name"), 50),
        (_("Acronym"), 14),
        (_("Kind"), 24),
        (_("Level"), 16),
        (_("Department"), 24),
        (_("Municipality"), 24),
        (_("Website"), 36),
        (_("Themes"), 40),
        (_("Populations it works with"), 40),
        (_("Status"), 14),
        (_("Member since"), 14),
        (_("Left on"), 14),
        (_("Reason for leaving"), 50),
    ]
    if with_reason:
        return head, ([*_organization(one), one.leaving_reason] for one in found)
    return head[:-1], (_organization(one) for one in found)


def _organization(one: Organization) -> list:
    def topics(kind: str) -> str:
        return "; ".join(str(topic) for topic in one.topics.all() if topic.kind == kind)

    said = [one.name, one.acronym, str(one.get_kind_display()), str(one.get_level_display())]
    place = [one.department_name, one.municipality, one.website]
    works_on = [topics(Topic.Kind.THEME), topics(Topic.Kind.POPULATION)]
    return [*said, *place, *works_on, str(one.standing), one.joined_on, one.left_on]


def people(found: Iterable[Person]) -> tuple[Head, Iterable[list]]:
    """`found` with organization and `current_mandates`."""
    head = [
        (_("Name"), 36),
        (_("Position"), 30),
        (_("Organization"), 50),
        (_("Role today"), 40),
        (_("E-mail"), 36),
        (_("Telephone"), 20),
        (_("Language"), 12),
    ]
    return head, (_person(one) for one in found)


def _person(one: Person) -> list:
    roles = "; ".join(
        f"{capfirst(str(held.get_role_display()))} · {held.organization.name}" for held in one.current_mandates
    )
    organization = one.organization.name if one.organization else ""
    return [one.name, one.position, organization, roles, one.email, one.phone, str(one.get_language_display())]
