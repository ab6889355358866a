"""Who may do what, as yes or no. Who may see what is each model's visible_to()."""

from members.models import Organization, Person, roles_of


def is_inside(user) -> bool:
    return roles_of(user).is_inside


def can_coordinate(user) -> bool:
    """The secretariat's coordinators, and administrators: convene, record, write plans, review, publish, share."""
    roles = roles_of(user)
    return roles.is_coordinator or roles.is_administrator


def can_edit_organization(user, organization: Organization) -> bool:
    return can_coordinate(user)


def can_edit_person(user, person: Person) -> bool:
    """Coordinators anybody; representatives the people of their own organizations."""
    roles = roles_of(user)
    if roles.sees_everything:
        return True
    theirs = person.organization_id in roles.organization_ids
    return roles.is_representative and (theirs or person.pk == roles.person_id)


def sees_audit(user) -> bool:
    return is_inside(user)
