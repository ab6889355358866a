"""Somebody is at the meeting who is not on its list: known to the directory, or new to it."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from meetings.models import Attendance, Meeting
from meetings.permissions import require_coordinator
from meetings.services.attendance import lacks_organization, own_organization
from meetings.services.errors import ListedAlready, OrganizationNeeded, OtherAddress, WhoIsIt
from meetings.services.running import require_running
from members.importing.likeness import Told
from members.models import Organization, Person, User
from members.services.people import save_person
from members.text import normalized, one_line

NEW = "new"


@dataclass(frozen=True)
class Arrival:
    """What was taken down. `who` is the key of the person who is meant, NEW for somebody whom the directory doesn't
    know, and empty where nobody has been asked."""

    name: str
    organization: Organization | None
    email: str
    capacity: str
    status: str
    who: str = ""


@transaction.atomic
def take_in(meeting: Meeting, arrival: Arrival, *, at: datetime.datetime | None = None, actor: User) -> Attendance:
    """On the list and there since `at`; nobody is mailed, who is there needs no invitation. Twice changes nothing.

    Raises WhoIsIt, OtherAddress, OrganizationNeeded, ListedAlready, NotConvened, NotBegun.
    """
    require_coordinator(actor)
    # Two devices that write the same new person down wait for each other here.
    current = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    require_running(current)
    person = _meant(arrival)
    row = current.attendances.select_related("person", "organization").filter(person=person).first()
    if row is None:
        return _added(current, person, arrival, at, actor)
    if not _is_on_list(row, arrival):
        raise ListedAlready(row)
    if row.status != arrival.status:
        row.status, row.arrived_at = arrival.status, row.arrived_at or current.during(at)
        row.save(update_fields=["status", "arrived_at"])
    return row


def _is_on_list(row: Attendance, arrival: Arrival) -> bool:
    """As the arrival says it, and marked by nobody otherwise."""
    organization = arrival.organization or row.organization
    same = (row.capacity, row.organization) == (arrival.capacity, organization)
    return same and row.status in (Attendance.Status.INVITED, arrival.status)


def _added(
    meeting: Meeting, person: Person | None, arrival: Arrival, at: datetime.datetime | None, actor: User
) -> Attendance:
    organization = arrival.organization or (own_organization(person) if person else None)
    if lacks_organization(arrival.capacity, organization):
        raise OrganizationNeeded
    if person is None:
        new = Person(name=one_line(arrival.name), email=arrival.email, organization=organization)
        person = save_person(new, actor=actor)
    elif arrival.email and not person.email:
        person.email = arrival.email
        save_person(person, actor=actor)
    return Attendance.objects.create(
        meeting=meeting,
        person=person,
        organization=organization,
        capacity=arrival.capacity,
        status=arrival.status,
        arrived_at=meeting.during(at),
    )


def _meant(arrival: Arrival) -> Person | None:
    """None: somebody new. A known address or name is asked about, unless name and organization say who it is."""
    people = Person.objects.select_related("organization").order_by("sort_key", "pk")
    of_address = list(people.filter(email__iexact=arrival.email)) if arrival.email else []
    if arrival.who == NEW:
        if of_address:
            raise OtherAddress(of_address[0])
        return None
    same = list(people.filter(sort_key=normalized(arrival.name)[:150]))
    if arrival.who:
        found = [one for one in {*same, *of_address} if str(one.pk) == arrival.who]
    else:
        found = _obvious(arrival, same, of_address)
    if not found and not same and not of_address:
        return None
    if len(found) != 1:
        raise WhoIsIt(found or of_address or same)
    (person,) = found
    if arrival.email and person.email and person.email.casefold() != arrival.email.casefold():
        raise OtherAddress(person)
    return person


def _obvious(arrival: Arrival, same: list[Person], of_address: list[Person]) -> list[Person]:
    """Whom the address and the name, or the name and the organization, mean; without either, the only one so called."""
    if of_address:
        name = Told.of(arrival.name)
        return [one for one in of_address if Told.of(one.name).is_like(name)]
    if arrival.organization:
        return [one for one in same if one.organization == arrival.organization]
    return same
