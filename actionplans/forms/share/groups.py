"""What can be taken as a whole when recipients are chosen: a kind and level, a department, a body, a saved list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.models import RecipientList
from meetings.models import Body
from members.models import Organization, Person
from members.places import department_name

Kind, Level = Organization.Kind, Organization.Level


@dataclass
class Group:
    """`key` is its value in forms, such as "authority:national", "department:CO-ANT", "body:3" or "list:7"."""

    key: str
    label: str
    people: set[int] = field(default_factory=set)


def kind_and_level(kind: str, level: str) -> str:
    return " · ".join(str(words) for words in (Kind(kind).label, Level(level).label if level else "") if words)


def takes(person: Person) -> bool:
    return bool(person.email) and person.unsubscribed_at is None


def sections(offered: Iterable[Person]) -> list[tuple[str | Promise, list[Group]]]:
    """[(heading, groups)], only groups that reach somebody. Two queries, whatever the rows."""
    offered = list(offered)
    named = [
        (_("Kind and level"), _kinds(offered)),
        (_("Department"), _departments(offered)),
        (_("Body of the alliance"), _bodies(offered)),
        (_("Saved list"), _lists(offered)),
    ]
    reachable = {person.pk for person in offered if takes(person)}
    found = [(heading, [group for group in groups if group.people & reachable]) for heading, groups in named]
    return [(heading, groups) for heading, groups in found if groups]


def label_of(group: Group, reachable: set[int]) -> str:
    return f"{group.label} ({len(group.people & reachable)})"


def _kinds(offered: list[Person]) -> list[Group]:
    """Stakeholders first."""
    groups: dict[str, Group] = {}
    for person in offered:
        organization = person.organization
        key = f"{organization.kind}:{organization.level}"
        group = groups.setdefault(key, Group(key, kind_and_level(organization.kind, organization.level)))
        group.people.add(person.pk)
    return sorted(groups.values(), key=lambda group: (group.key.startswith(Kind.MEMBER), group.key))


def _departments(offered: list[Person]) -> list[Group]:
    """Stakeholders of it: members are reached through their bodies."""
    people: dict[str, set[int]] = defaultdict(set)
    for person in offered:
        if person.organization.department and not person.organization.is_member:
            people[person.organization.department].add(person.pk)
    groups = [Group(f"department:{code}", department_name(code), found) for code, found in people.items()]
    return sorted(groups, key=lambda group: group.label)


def _bodies(offered: list[Person]) -> list[Group]:
    by_organization: dict[int, set[int]] = defaultdict(set)
    for person in offered:
        by_organization[person.organization_id].add(person.pk)
    groups: dict[int, Group] = {}
    rows = Body.objects.filter(organizations__isnull=False).order_by("name", "pk")
    for pk, name, organization in rows.values_list("pk", "name", "organizations"):
        groups.setdefault(pk, Group(f"body:{pk}", name)).people.update(by_organization[organization])
    return list(groups.values())


def _lists(offered: list[Person]) -> list[Group]:
    there = {person.pk for person in offered}
    groups: dict[int, Group] = {}
    rows = RecipientList.objects.filter(people__isnull=False).order_by("name", "pk")
    for pk, name, person in rows.values_list("pk", "name", "people"):
        groups.setdefault(pk, Group(f"list:{pk}", name)).people.update({person} & there)
    return list(groups.values())
