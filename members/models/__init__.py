from members.models.engagements import Engagement, EngagementPerson, EngagementStep
from members.models.invitations import Invitation
from members.models.mandates import Mandate, SecretariatTerm
from members.models.organizations import Organization
from members.models.outbox import OutboxAttempt, OutboxMail
from members.models.people import Person
from members.models.rights import Consent, ErasureRequest
from members.models.roles import Roles, roles_of
from members.models.users import User

__all__ = [
    "Consent",
    "Engagement",
    "EngagementPerson",
    "EngagementStep",
    "ErasureRequest",
    "Invitation",
    "Mandate",
    "Organization",
    "OutboxAttempt",
    "OutboxMail",
    "Person",
    "Roles",
    "SecretariatTerm",
    "User",
    "roles_of",
]
