"""What the calendar does to mandates and secretariat terms; beat calls it once an hour."""

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from members import outbox
from members.models import Mandate, Organization, Person, SecretariatTerm
from members.services.sessions import end_sessions_without_role

ENDING = "mandate_ending"
AHEAD = datetime.timedelta(days=30)


def mind_terms() -> None:
    """End what an organization that left leaves behind; tell of what ends within 30 days, once each; log out whoever
    lost their last role in the last days.

    After days without beat nothing is skipped: what still lies ahead is told of, late rather than never.
    """
    today = timezone.localdate()
    end_with_organization(today)
    for mandate in _ending(Mandate.objects.select_related("person", "organization"), today).exclude(_followed()):
        _tell(f"mandate:{mandate.pk}", mandate.organization, mandate, {"mandate": mandate})
    for term in _ending(SecretariatTerm.objects.select_related("organization"), today):
        _tell(f"term:{term.pk}", term.organization, term, {"term": term})
    lately = Q(mandates__ends_on__gt=today - AHEAD, mandates__ends_on__lte=today)
    fell = Q(mandates__organization__secretariat_terms__ends_on__gt=today - AHEAD)
    end_sessions_without_role(Person.objects.filter(lately | fell, user__isnull=False).distinct())


def end_with_organization(today: datetime.date) -> None:
    """Nobody speaks for an organization that has left: its mandates and terms end on the day on which it did."""
    for model in (Mandate, SecretariatTerm):
        longer = Q(ends_on=None) | Q(ends_on__gt=F("organization__left_on"))
        left = model.objects.filter(longer, organization__left_on__lte=today).exclude(ends_on=F("starts_on"))
        for term in left.select_related("organization"):
            term.ends_on = max(term.organization.left_on or today, term.starts_on)
            term.save(update_fields=["ends_on"])


def _ending(terms: QuerySet, today: datetime.date) -> QuerySet:
    return terms.filter(ends_on__gt=today, ends_on__lte=today + AHEAD)


def _followed() -> Exists:
    """Somebody is named for the day on which this one ends: nothing is left to be said."""
    same = Mandate.objects.filter(organization=OuterRef("organization"), role=OuterRef("role"))
    return Exists(same.filter(starts_on=OuterRef("ends_on")).exclude(ends_on=F("starts_on")))


def _tell(key: str, organization: Organization, what: "Mandate | SecretariatTerm", context: dict) -> None:
    letters = [
        outbox.Letter(f"{key}:{what.ends_on}:{person.pk}", person, context | {"organization": organization})
        for person in secretariat_and(organization)
    ]
    outbox.queue_many(ENDING, letters)


def secretariat_and(organization: Organization) -> QuerySet[Person]:
    """Those who coordinate, and those who speak for this organization, today."""
    now = Mandate.objects.current().of_members()
    holders = SecretariatTerm.objects.current().values("organization")
    coordinate = now.filter(role=Mandate.Role.COORDINATOR, organization__in=holders)
    speak = now.filter(organization=organization)
    return Person.objects.filter(Q(mandates__in=coordinate) | Q(mandates__in=speak)).distinct()
