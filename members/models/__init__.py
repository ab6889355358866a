from members.models.addresses import ConfidentialAddress
from members.models.assessments import Assessment
from members.models.engagements import Engagement, EngagementPerson, EngagementStep
from members.models.imports import DirectoryImport, ImportRow
from members.models.invitations import Invitation
from members.models.leaving import still_in
from members.models.mandates import Mandate, SecretariatTerm
from members.models.names import NamesKept, kept_name, kept_names, triggers_of_names
from members.models.organizations import Organization, OrganizationTopic
from members.models.outbox import Heartbeat, OutboxAttempt, OutboxMail
from members.models.people import Person
from members.models.rights import Consent, ErasureRequest
from members.models.roles import Roles, roles_of
from members.models.topics import Topic
from members.models.users import User

__all__ = [
    "Assessment",
    "ConfidentialAddress",
    "Consent",
    "DirectoryImport",
    "Engagement",
    "EngagementPerson",
    "EngagementStep",
    "ErasureRequest",
    "Heartbeat",
    "ImportRow",
    "Invitation",
    "Mandate",
    "NamesKept",
    "Organization",
    "OrganizationTopic",
    "OutboxAttempt",
    "OutboxMail",
    "Person",
    "Roles",
    "SecretariatTerm",
    "Topic",
    "User",
    "kept_name",
    "kept_names",
    "roles_of",
    "still_in",
    "triggers_of_names",
]
