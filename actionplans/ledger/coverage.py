"""Who has a version or a notice, over all its shares: everybody who should, the furthest that each delivery came, and
those whom no share ever reached."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.ledger.rows import moment
from actionplans.ledger.states import FURTHEST, GROUPS, NOT_REACHED, STATES, with_state
from actionplans.models import Delivery
from actionplans.models.deliveries import Subject, about
from members.models import Person, still_in

NEVER, MISSING, UNANSWERED = "never", "missing", "unanswered"
ORDER = ("organization__sort_key", "sort_key", "pk")

# What the list can be narrowed to: (states, words)
SHOWN: dict[str, tuple[tuple[str, ...], str | Promise]] = {
    MISSING: ((NEVER, *NOT_REACHED, "recalled"), _("is missing, and can be sent it")),
    NEVER: ((NEVER,), _("never sent")),
    "not-reached": (NOT_REACHED, _("not reached")),
    UNANSWERED: (("opened", "accepted", "delayed"), _("got it, without an answer")),
    **{name: GROUPS[name][:2] for name in ("acknowledged", "declined", "under-way", "recalled")},
    **{name: GROUPS[name][:2] for name in ("unsubscribed", "revoked")},
}


@dataclass(frozen=True)
class Entry:
    """`why`: what keeps this person from getting it."""

    organization: str
    kind: str
    person: str
    person_at: str
    words: str
    colour: str
    why: str
    when: str
    tries_at: str


def concerned(subject: Subject) -> QuerySet[Person]:
    """The people of stakeholders that have not left, and whoever was sent it; each with `state`, the best over all
    shares (NEVER without one), and `best`: {pk, state, when} of that delivery, or None."""
    sent = Delivery.objects.filter(person=OuterRef("pk"), **about(subject, "share__"))
    there = still_in(prefix="organization__") & Q(organization__isnull=False)
    stakeholder = there & ~Q(organization__kind="member_cso")
    best = _by_how_far(sent)
    return Person.objects.filter(stakeholder | Exists(sent)).annotate(
        state=Coalesce(Subquery(best.values("state")[:1]), Value(NEVER), output_field=TextField()),
        best=Subquery(best.values(data=JSONObject(pk="pk", when=_when()))[:1]),
    )


def _by_how_far(sent: QuerySet[Delivery]) -> QuerySet[Delivery]:
    rank = Case(*(When(state=state, then=Value(n)) for n, state in enumerate(FURTHEST)), default=Value(len(FURTHEST)))
    return with_state(sent).order_by(rank, "-pk")


def _when() -> Coalesce:
    """The last thing that happened to it."""
    times = ("acknowledged_at", "declined_at", "opened_at", "revoked_at", "mail__bounced_at", "mail__finished_at")
    return Coalesce(*times, "share__created_at")


def shown(people: QuerySet[Person], show: str) -> QuerySet[Person]:
    if show not in SHOWN:
        return people
    found = people.filter(state__in=SHOWN[show][0])
    return can_get_it(found) if show == MISSING else found


def can_get_it(people: QuerySet[Person]) -> QuerySet[Person]:
    reachable = people & Person.objects.reachable()
    return reachable.filter(still_in(prefix="organization__"), organization__isnull=False)


def counts(people: QuerySet[Person]) -> Counter:
    """By state. One query."""
    rows = people.order_by().values("state").annotate(n=Count("pk"))
    return Counter({row["state"]: row["n"] for row in rows})


def entries(people: list[Person]) -> list[Entry]:
    return [_entry(person) for person in people]


def _entry(person: Person) -> Entry:
    organization, best = person.organization, person.best
    words, colour = STATES[person.state] if best else (gettext("never sent"), "warn")
    return Entry(
        organization=organization.name if organization else "",
        kind=str(organization.get_level_display() or organization.get_kind_display()) if organization else "",
        person=person.name,
        person_at=person.get_absolute_url(),
        words=str(words),
        colour=colour,
        why=_why(person),
        when=moment(_time(best["when"])) if best else "",
        tries_at=reverse("actionplans:delivery_detail", args=[best["pk"]]) if best else "",
    )


def _why(person: Person) -> str:
    if not person.email:
        return gettext("no e-mail address")
    if person.unsubscribed_at:
        return gettext("wants no notices")
    return gettext("mail to this address came back") if person.email_bounces else ""


def _time(iso: str) -> datetime.datetime | None:
    return parse_datetime(iso)
