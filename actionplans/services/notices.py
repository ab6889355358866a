"""Who is told about a version, and whether that person may still be told when the mail leaves."""

from collections.abc import Iterable

from django.utils import timezone

from actionplans.models import PlanVersion
from members import outbox
from members.models import Mandate, Organization, OutboxMail, Person

REVIEW_OPENED = "review_opened"
REVIEW_WITHDRAWN = "review_withdrawn"
VERSION_PUBLISHED = "version_published"
ANSWERING = (Mandate.Role.PRINCIPAL, Mandate.Role.ALTERNATE)


def representatives(organizations: Iterable[Organization]) -> list[Person]:
    """Whoever answers for one of them today: principals and alternates, each once."""
    mandates = Mandate.objects.current().filter(role__in=ANSWERING, organization__in=organizations)
    return list(Person.objects.filter(pk__in=mandates.order_by().values("person")))


def tell(event: str, version: PlanVersion, people: Iterable[Person], **context) -> int:
    """One mail a person and version, however often it is asked for; returns to how many."""
    context |= {"version": version, "plan": version.plan}
    letters = [outbox.Letter(f"{version.pk}:{person.pk}", person, context, subject_id=version.pk) for person in people]
    return len(outbox.queue_many(event, letters))


def review_still_asks(mail: OutboxMail) -> bool:
    """The review is open, and this person still answers for an organization that was asked."""
    asked = PlanVersion.objects.filter(
        pk=mail.subject_id or 0, state=PlanVersion.State.IN_REVIEW, review__closes_at__gt=timezone.now()
    )
    mandates = Mandate.objects.current().filter(person=mail.person_id, role__in=ANSWERING)
    return mandates.filter(organization__review_rounds__version__in=asked).exists()


def still_represents(mail: OutboxMail) -> bool:
    members = Organization.objects.active_members()
    return Mandate.objects.current().filter(person=mail.person_id, organization__in=members).exists()
