"""The meeting of 6 April 2018: who was there, what was said, what was agreed. Its minutes are still a draft."""

import datetime

from django.utils import timezone

from alianza.demo.data import directory
from alianza.demo.data import meeting as data
from meetings.models import AgendaItem, Agreement, Attendance, Body, Meeting, SwotItem
from meetings.services.agenda import add_agenda_item
from meetings.services.agreements import add_agreement
from meetings.services.convening import convene
from meetings.services.meetings import create_meeting
from meetings.services.minutes import save_minutes
from members.models import Organization, Person, User


def load_meeting(members: dict[int, Organization], people: dict[int, Person]) -> Meeting:
    body = Body.objects.create(name=data.BODY, kind="assembly", quorum=data.QUORUM)
    body.organizations.set(members.values())
    meeting = Meeting.objects.create(body=body, **data.MEETING)
    for number, organization, capacity in directory.REPRESENTATIVES:
        Attendance.objects.create(
            meeting=meeting,
            person=people[number],
            organization=members[organization],
            capacity=capacity,
            status=Attendance.Status.PRESENT,
        )
    for order, (title, minutes) in enumerate(data.AGENDA, start=1):
        AgendaItem.objects.create(meeting=meeting, order=order, title=title, minutes=minutes)
    return meeting


def load_next_meeting(body: Body, *, actor: User) -> Meeting:
    """Convened: the worker sends the invitations."""
    day = timezone.localdate() + datetime.timedelta(days=data.NEXT_IN_DAYS)
    starts_at = datetime.datetime.combine(day, datetime.time(9), data.BOGOTA)
    meeting = Meeting(body=body, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=3), **data.NEXT)
    create_meeting(meeting, actor=actor)
    for title, minutes in data.NEXT_AGENDA:
        add_agenda_item(AgendaItem(meeting=meeting, title=title, minutes=minutes), actor=actor)
    convene(meeting, actor=actor)
    return meeting


def load_swot(meeting: Meeting, members: dict[int, Organization]) -> dict[str, SwotItem]:
    """Key in the data → item."""
    return {
        key: SwotItem.objects.create(
            meeting=meeting, quadrant=item.quadrant, text=item.text, raised_by=members.get(item.raised_by)
        )
        for key, item in data.SWOT.items()
    }


def load_agreements(
    meeting: Meeting, members: dict[int, Organization], people: dict[int, Person], *, actor: User
) -> dict[int, Agreement]:
    """<n> of 2018-01/<n> → agreement. Principals have the number of their organization."""
    made = {}
    for number, agreed in enumerate(data.AGREEMENTS, start=1):
        agreement = Agreement(
            meeting=meeting,
            kind="commitment" if agreed.owner else "decision",
            text=agreed.text,
            owner=members.get(agreed.owner),
            owner_person=people.get(agreed.owner),
            due_on=agreed.due_on,
        )
        made[number] = add_agreement(agreement, [members[partner] for partner in agreed.partners], actor=actor)
    return made


def load_minutes(meeting: Meeting, *, actor: User) -> None:
    save_minutes(meeting, data.MINUTES, 0, actor=actor)
