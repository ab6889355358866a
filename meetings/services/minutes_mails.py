"""Whom the life of minutes is told to.

The mails name neither the place nor who came; of a confidential meeting, no more than that there is something to read.
"""

from django.db.models import Q
from django.utils import timezone

from meetings.models import Attendance, Meeting, MinutesVersion
from members import outbox
from members.models import Mandate, OutboxMail, Person

IN_REVIEW, PUBLISHED, CORRECTED = "minutes_in_review", "minutes_published", "minutes_corrected"
TAKEN_BACK, PROLONGED = "minutes_taken_back", "minutes_prolonged"
ANSWERING = (Mandate.Role.PRINCIPAL, Mandate.Role.ALTERNATE)


def tell_review(version: MinutesVersion, meeting: Meeting) -> int:
    context = {"meeting": meeting, "version": version}
    return _tell(IN_REVIEW, reviewers(version, meeting), context, key=str(version.pk), subject=version.pk)


def tell_taken_back(version: MinutesVersion, meeting: Meeting, reason: str) -> int:
    """Whoever was asked and may still read the minutes: they need not read these."""
    asked = set(OutboxMail.objects.filter(event=IN_REVIEW, subject_id=version.pk).values_list("person", flat=True))
    people = [one for one in reviewers(version, meeting) if one.pk in asked]
    context = {"meeting": meeting, "version": version, "reason": reason.strip()}
    return _tell(TAKEN_BACK, people, context, key=str(version.pk), subject=version.pk)


def tell_prolonged(version: MinutesVersion, meeting: Meeting) -> int:
    """Once for each new end; an end that was put off again before its mail left is told no more."""
    context = {"meeting": meeting, "version": version}
    return _tell(PROLONGED, reviewers(version, meeting), context, key=_end_of(version), subject=version.pk)


def _end_of(version: MinutesVersion) -> str:
    return f"{version.pk}:{version.review_until.timestamp():.0f}"


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
    version = _version_of(mail, state=MinutesVersion.State.IN_REVIEW, review_until__gt=timezone.now())
    return version is not None and _reviews(mail, version)


def still_prolonged(mail: OutboxMail) -> bool:
    """Just before sending: this person is still asked, and until then."""
    version = _version_of(mail)
    return version is not None and mail.key.startswith(f"{_end_of(version)}:") and still_asked(mail)


def still_taken_back(mail: OutboxMail) -> bool:
    """Just before sending: this person had been told of the review, and is not asked anew since."""
    version = _version_of(mail, state=MinutesVersion.State.WITHDRAWN)
    if version is None or version.minutes.versions.open().exists() or not _reviews(mail, version):
        return False
    told = OutboxMail.objects.filter(event=IN_REVIEW, subject_id=version.pk, person=mail.person_id)
    return told.filter(state__in=[OutboxMail.State.ACCEPTED, OutboxMail.State.MERGED]).exists()


def _version_of(mail: OutboxMail, **more) -> MinutesVersion | None:
    return MinutesVersion.objects.select_related("minutes__meeting").filter(pk=mail.subject_id or 0, **more).first()


def _reviews(mail: OutboxMail, version: MinutesVersion) -> bool:
    return any(one.pk == mail.person_id for one in reviewers(version, version.minutes.meeting))
