"""What the calendar does to mandates and secretariat terms; beat calls it once an hour."""

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from members import outbox
from members.models import Mandate, Organization, Person, SecretariatTerm
from members.services.sessions import end_sessions_without_role

ENDING = "mandate_ending"
AHEAD = datetime.timedelta(days=30)


def mind_terms() -> None:
    """Tell of what ends within 30 days, once each; log out whoever lost their last role in the last days.

    After days without beat nothing is skipped: what still lies ahead is told of, late rather than never.
    """
    today = timezone.localdate()
    for mandate in _ending(Mandate.objects.select_related("person", "organization"), today):
        _tell(f"mandate:{mandate.pk}", mandate.organization, mandate, {"mandate": mandate})
    for term in _ending(SecretariatTerm.objects.select_related("organization"), today):
        _tell(f"term:{term.pk}", term.organization, term, {"term": term})
    lately = Q(mandates__ends_on__gt=today - AHEAD, mandates__ends_on__lte=today)
    fell = Q(mandates__organization__secretariat_terms__ends_on__gt=today - AHEAD)
    end_sessions_without_role(Person.objects.filter(lately | fell, user__isnull=False).distinct())


def _ending(terms: QuerySet, today: datetime.date) -> QuerySet:
    return terms.filter(ends_on__gt=today, ends_on__lte=today + AHEAD)


def _tell(key: str, organization: Organization, what: "Mandate | SecretariatTerm", context: dict) -> None:
    letters = [
        outbox.Letter(f"{key}:{what.ends_on}:{person.pk}", person, context | {"organization": organization})
        for person in secretariat_and(organization)
    ]
    outbox.queue_many(ENDING, letters)


def secretariat_and(organization: Organization) -> QuerySet[Person]:
    """Those who coordinate, and those who speak for this organization, today."""
    now = Mandate.objects.current()
    holders = SecretariatTerm.objects.current().values("organization")
    coordinate = now.filter(role=Mandate.Role.COORDINATOR, organization__in=holders)
    speak = now.filter(organization=organization)
    return Person.objects.filter(Q(mandates__in=coordinate) | Q(mandates__in=speak)).distinct()
