import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from meetings.models import Body, CalendarFeed, Meeting
from members.models import Mandate, User, roles_of
from members.tokens import digest, token_for


@transaction.atomic
def renew(body: Body | None, *, actor: User) -> CalendarFeed:
    """A new address for the reader's own calendar, or for a body's that they belong to; the old one ends."""
    roles = roles_of(actor)
    if roles.person_id is None:
        raise PermissionDenied
    if body and not roles.sees_everything and not body.organizations.filter(pk__in=roles.organization_ids).exists():
        raise PermissionDenied
    CalendarFeed.objects.filter(person=roles.person_id, body=body).delete()
    uid = uuid.uuid4()
    return CalendarFeed.objects.create(
        uid=uid, token_sha256=digest(token_for(uid)), person_id=roles.person_id, body=body
    )


@transaction.atomic
def revoke(feed: CalendarFeed, *, actor: User) -> None:
    """One's own; the second time changes nothing."""
    CalendarFeed.objects.filter(pk=feed.pk, person=roles_of(actor).person_id or 0).delete()


def meetings_of(feed: CalendarFeed) -> QuerySet[Meeting]:
    """What this person may know of today: a mandate that ended, or a person who left, empties the calendar."""
    mandates = Mandate.objects.current().filter(person=feed.person_id).order_by()
    known = Meeting.objects.known_to(feed.person_id, list(mandates.values_list("organization", flat=True)))
    if feed.body_id:
        known = known.filter(body=feed.body_id)
    return known.select_related("body").prefetch_related("agenda").order_by("starts_at")
