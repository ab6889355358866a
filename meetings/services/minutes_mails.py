"""Whom the life of minutes is told to.

The mails name neither the place nor who came; of a confidential meeting, no more than that there is something to read.
"""

from django.db.models import Q
from django.utils import timezone

from meetings.models import Attendance, Meeting, MinutesVersion
from members import outbox
from members.models import Mandate, OutboxMail, Person

IN_REVIEW, PUBLISHED, CORRECTED = "minutes_in_review", "minutes_published", "minutes_corrected"
ANSWERING = (Mandate.Role.PRINCIPAL, Mandate.Role.ALTERNATE)


def tell_review(version: MinutesVersion, meeting: Meeting) -> int:
    context = {"meeting": meeting, "version": version}
    return _tell(IN_REVIEW, reviewers(version, meeting), context, key=str(version.pk), subject=version.pk)


def tell_publication(version: MinutesVersion, meeting: Meeting) -> int:
    """The invited; of a correction also whoever got the former."""
    if version.number == 1:
        return _tell(PUBLISHED, to_be_told(meeting), {"meeting": meeting}, key=str(meeting.pk), subject=meeting.pk)
    context = {"meeting": meeting, "version": version, "why": version.frozen_content["correction"]}
    key = f"{meeting.pk}:{version.number}"
    return _tell(CORRECTED, to_be_told(meeting), context, key=key, subject=meeting.pk)


def reviewers(version: MinutesVersion, meeting: Meeting) -> list[Person]:
    """Who answers for the organizations that were there, and who spoke for them; of a confidential meeting the invited
    alone. Somebody whose mandate has ended is none of them."""
    mandates = Mandate.objects.current().filter(organization__in=version.organizations.order_by().values("pk"))
    invited = Attendance.objects.filter(meeting=meeting).order_by().values("person")
    if meeting.is_confidential:
        mandates = mandates.filter(person__in=invited)
    wanted = mandates.filter(Q(role__in=ANSWERING) | Q(person__in=invited)).order_by()
    return list(Person.objects.filter(pk__in=wanted.values("person")).exclude(email=""))


def to_be_told(meeting: Meeting) -> list[Person]:
    """The invited persons who have an e-mail address."""
    return list(Person.objects.filter(attendances__meeting=meeting).exclude(email=""))


def without_address(meeting: Meeting) -> list[Person]:
    """The invited persons whom no mail reaches: somebody has to tell them."""
    return list(Person.objects.filter(attendances__meeting=meeting, email=""))


def _tell(event: str, people: list[Person], context: dict, *, key: str, subject: int) -> int:
    letters = [outbox.Letter(f"{key}:{one.pk}", one, context, subject_id=subject) for one in people]
    outbox.queue_many(event, letters)
    return len(letters)


def still_wanted(mail: OutboxMail) -> bool:
    """Just before sending: is this person still among the invited?"""
    return Attendance.objects.filter(meeting=mail.subject_id, person=mail.person_id).exists()


def still_asked(mail: OutboxMail) -> bool:
    """Just before sending: it is in review still, and this person may still say something to it."""
    if mail.subject_id is None:
        return False
    rows = MinutesVersion.objects.select_related("minutes__meeting").filter(
        pk=mail.subject_id, state=MinutesVersion.State.IN_REVIEW, review_until__gt=timezone.now()
    )
    version = rows.first()
    return version is not None and any(one.pk == mail.person_id for one in reviewers(version, version.minutes.meeting))
