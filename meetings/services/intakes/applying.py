import datetime
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.importing.parsing import GUEST
from meetings.models import Agreement, Attendance, Body, Meeting, MinutesIntake
from meetings.permissions import require_coordinator
from meetings.services.agreements import add_agreement
from meetings.services.errors import Refused
from meetings.services.intakes.reading import NEW, OUT, Draft, Name, Reading, read_intake
from meetings.services.meetings import create_meeting
from meetings.services.minutes import save_minutes
from members.models import Person, User

KEPT = datetime.timedelta(days=7)
MOST_ANSWERS = 5000


class NotReady(Refused):
    words = _("Something is still open: nothing was written.")


class AppliedAlready(Refused):
    words = _("These minutes were taken in already.")


def start(text: str, body: Body, *, actor: User) -> MinutesIntake:
    require_coordinator(actor)
    MinutesIntake.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return MinutesIntake.objects.create(text=text, body=body, created_by=actor)


@transaction.atomic
def answer(intake: MinutesIntake, answers: Mapping[str, str], *, actor: User) -> MinutesIntake:
    """On top of what was answered before. Raises AppliedAlready."""
    intake = _locked(intake, actor)
    merged = intake.answers | dict(answers)
    intake.answers = dict(list(merged.items())[:MOST_ANSWERS])
    intake.save(update_fields=["answers"])
    return intake


@transaction.atomic
def apply(intake: MinutesIntake, *, actor: User) -> list[Meeting]:
    """Meetings that are over, with who came, what was agreed and the text as draft minutes; nobody is mailed.

    Raises AppliedAlready, NotReady, with nothing written.
    """
    intake = _locked(intake, actor)
    reading = read_intake(intake)
    if not reading.is_ready:
        raise NotReady
    people = _people(reading)
    meetings = [_meeting(draft, reading, people, intake.body, actor) for draft in reading.drafts if not draft.is_out]
    intake.applied_at, intake.text, intake.answers = timezone.now(), "", {}
    intake.save(update_fields=["applied_at", "text", "answers"])
    return meetings


def _locked(intake: MinutesIntake, actor: User) -> MinutesIntake:
    require_coordinator(actor)
    intake = MinutesIntake.objects.select_for_update(of=("self",)).select_related("body").get(pk=intake.pk)
    if intake.applied_at:
        raise AppliedAlready
    return intake


def _people(reading: Reading) -> dict[int, Person]:
    """By the place of the name; new ones enter the directory."""
    chosen = {int(one.who): one.place for one in reading.names if one.who.isdecimal()}
    places: dict[int, list[int]] = {}
    for one in reading.names:
        if one.who.isdecimal():
            places.setdefault(int(one.who), []).append(one.place)
    people = {place: person for person in Person.objects.filter(pk__in=chosen) for place in places[person.pk]}
    for one in reading.names:
        if one.who == NEW:
            people[one.place] = Person.objects.create(name=one.name, organization_id=one.organization)
    return people


def _meeting(draft: Draft, reading: Reading, people: dict[int, Person], body: Body, actor: User) -> Meeting:
    assert draft.on is not None  # Reading.is_ready
    meeting = Meeting(body=body, title=draft.title, kind=draft.kind)
    meeting.starts_at = datetime.datetime.combine(draft.on, draft.start, ZoneInfo(meeting.time_zone))
    create_meeting(meeting, invite=False, actor=actor)
    names = {one.place: one for one in reading.names}
    came = [(people[place], names[place], status) for place, status in draft.came if place in people]
    rows = {person.pk: _row(meeting, person, name, status) for person, name, status in came}
    Attendance.objects.bulk_create(rows.values())
    for item in draft.items:
        if item.kind != OUT:
            person = people.get(item.by) if item.by is not None else None
            add_agreement(
                Agreement(
                    meeting=meeting,
                    kind=item.kind,
                    text=item.text,
                    owner_id=item.owner,
                    owner_person=person if person and person.organization_id == item.owner else None,
                    due_on=item.due_on,
                ),
                actor=actor,
            )
    save_minutes(meeting, draft.text, 0, actor=actor)
    return meeting


def _row(meeting: Meeting, person: Person, name: Name, status: str) -> Attendance:
    """A guest speaks for nobody; the others for the organization that was said of them."""
    guest = status == GUEST or name.organization is None
    capacity = Attendance.Capacity.GUEST if guest else Attendance.Capacity.PRINCIPAL
    kept = Attendance.Status.PRESENT if status == GUEST else Attendance.Status(status)
    organization = None if status == GUEST else name.organization
    return Attendance(meeting=meeting, person=person, organization_id=organization, capacity=capacity, status=kept)
