"""Who may do what, as yes or no. Who may see what is each model's visible_to()."""

from django.conf import settings

from members.models import EngagementStep, Mandate, Organization, Person, roles_of


def is_inside(user) -> bool:
    return roles_of(user).is_inside


def can_coordinate(user) -> bool:
    """The secretariat's coordinators, and administrators: convene, record, write plans, review, publish, share."""
    roles = roles_of(user)
    return roles.is_coordinator or roles.is_administrator


def can_edit_organization(user, organization: Organization) -> bool:
    return can_coordinate(user)


def can_speak_of(user, organization: Organization) -> bool:
    """Its public card and its confidential address: the secretariat, and whoever represents that very organization."""
    roles = roles_of(user)
    return roles.sees_everything or organization.pk in roles.organization_ids


def can_edit_person(user, person: Person) -> bool:
    """Coordinators anybody; representatives the people of their own organizations."""
    roles = roles_of(user)
    if person.is_erased:
        return False
    if roles.sees_everything:
        return True
    theirs = person.organization_id in roles.organization_ids
    return roles.is_representative and (theirs or person.pk == roles.person_id)


def can_name_alternates(user, organization: Organization) -> bool:
    """Coordinators for anybody; a principal for the organization that they speak for."""
    if can_coordinate(user):
        return True
    person = roles_of(user).person_id
    principal = Mandate.objects.current().filter(person=person, organization=organization, role=Mandate.Role.PRINCIPAL)
    return person is not None and organization.pk in roles_of(user).answers_for and principal.exists()


def can_invite(user, person: Person) -> bool:
    """Coordinators anybody; a principal the alternates of their own organization."""
    if person.is_erased:
        return False
    if can_coordinate(user):
        return True
    alternates = person.mandates.current().filter(role=Mandate.Role.ALTERNATE).select_related("organization")
    return any(can_name_alternates(user, mandate.organization) for mandate in alternates)


def can_finish_step(user, step: EngagementStep) -> bool:
    """Coordinators any; whoever owns it their own, as long as they belong to the alliance."""
    roles = roles_of(user)
    return can_coordinate(user) or (roles.is_representative and step.owner_id == roles.person_id)


def needs_second_factor(user) -> bool:
    """Whose account reaches everything: a password and the code in a mail are not enough for them."""
    return settings.SECOND_FACTOR and can_coordinate(user)


def sees_audit(user) -> bool:
    return is_inside(user)


def can_ask_erasure(user, person: Person) -> bool:
    """Each person of themselves; coordinators in the name of somebody without an account; administrators in the name of
    anybody, who may have written a letter, or lost their access."""
    if person.user_id is not None and person.user_id != user.pk:
        return roles_of(user).is_administrator
    return person.user_id is not None or can_coordinate(user)


def can_hand_over_data(user, person: Person) -> bool:
    """All that is held about somebody: administrators, and coordinators where the person has no account to see it."""
    return roles_of(user).is_administrator or (can_coordinate(user) and person.user_id is None)


def can_erase(user) -> bool:
    """Taking out what names a person can't be undone: administrators alone."""
    return roles_of(user).is_administrator
