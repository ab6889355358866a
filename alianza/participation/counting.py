"""The numbers of each organization in a period, in five queries however many organizations, meetings and plans."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, DateTimeField, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from actionplans.models import Comment, Endorsement, ProgressReport, ReviewRound
from meetings.models import Agreement, AgreementRequest, Attendance, Meeting
from members.models import Organization, Roles

QUIET = datetime.timedelta(days=90)
PRESENT = (Attendance.Status.PRESENT, Attendance.Status.REMOTE)


@dataclass(frozen=True)
class Share:
    """So many of so many; of none there is no percentage."""

    done: int = 0
    of: int = 0

    @property
    def percent(self) -> int | None:
        return round(100 * self.done / self.of) if self.of else None


@dataclass(frozen=True)
class Line:
    organization: Organization
    meetings: Share
    reviews: Share
    commitments: Share
    last: datetime.datetime | None

    @property
    def is_quiet(self) -> bool:
        """Nothing in QUIET, or ever, by one that has been a member all that time and still is."""
        one, since = self.organization, timezone.localdate() - QUIET
        if (one.left_on and one.left_on <= timezone.localdate()) or (one.joined_on and one.joined_on > since):
            return False
        return self.last is None or self.last < timezone.now() - QUIET


@dataclass(frozen=True)
class Period:
    first: datetime.date
    last: datetime.date


def members_in(period: Period, roles: Roles) -> QuerySet[Organization]:
    """Members of the alliance at some time of the period; for representatives, their own organizations."""
    members = Organization.objects.members()
    members = members.exclude(left_on__lte=period.first).exclude(joined_on__gt=period.last)
    return members if roles.sees_everything else members.filter(pk__in=roles.organization_ids)


def lines(organizations: Iterable[Organization], period: Period) -> list[Line]:
    organizations = list(organizations)
    meetings, reviews = by_organization(of_meetings(period)), by_organization(of_reviews(period))
    commitments, heard = by_organization(of_commitments(period)), last_heard()
    none = Share()
    return [
        Line(
            one,
            meetings.get(one.pk, none),
            reviews.get(one.pk, none),
            commitments.get(one.pk, none),
            heard.get(one.pk),
        )
        for one in organizations
    ]


def by_organization(rows: Iterable[tuple[int, int, int]]) -> dict[int, Share]:
    return {organization: Share(done, of) for organization, done, of in rows}


def held(period: Period) -> QuerySet[Meeting]:
    """Meetings of the period that have begun. Drafts and cancelled ones convene nobody."""
    begun = Meeting.objects.filter(state=Meeting.State.CONVENED, starts_at__lte=timezone.now())
    return begun.filter(starts_at__date__range=(period.first, period.last)).order_by()


def for_organizations(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Guests and observers are asked for themselves, not for their organization."""
    return rows.exclude(capacity__in=[Attendance.Capacity.GUEST, Attendance.Capacity.OBSERVER])


def of_meetings(period: Period) -> QuerySet:
    convened = for_organizations(Attendance.objects.filter(meeting__in=held(period), organization__kind="member_cso"))
    rows = convened.order_by().values("organization")
    came = Count("meeting", distinct=True, filter=Q(status__in=PRESENT))
    return rows.annotate(done=came, of=Count("meeting", distinct=True)).values_list("organization", "done", "of")


def of_reviews(period: Period) -> QuerySet:
    asked = ReviewRound.objects.filter(opened_at__date__range=(period.first, period.last))
    theirs = Q(version__endorsements__organization=F("organizations"))
    rows = asked.order_by().exclude(organizations=None).values(whose=_itself("organizations"))
    answered = Count("pk", distinct=True, filter=theirs)
    return rows.annotate(done=answered, of=Count("pk", distinct=True)).values_list("whose", "done", "of")


def of_commitments(period: Period) -> QuerySet:
    """Those whose day has come, and those done before it. On time: first done, by the trail, on that day or before."""
    events = Agreement._meta.get_field("events").related_model.objects
    done = events.filter(pgh_obj=OuterRef("pk"), state=Agreement.State.DONE).order_by().values("pgh_obj")
    first_done = Subquery(done.annotate(at=Min("pgh_created_at")).values("at"), output_field=DateTimeField())
    promised = Agreement.objects.filter(
        Q(due_on__lt=timezone.localdate()) | Q(state=Agreement.State.DONE),
        kind=Agreement.Kind.COMMITMENT,
        due_on__range=(period.first, period.last),
    )
    promised = promised.exclude(state=Agreement.State.WITHDRAWN).order_by()
    kept = Q(state=Agreement.State.DONE, done_on__lte=F("due_on"))
    rows = promised.annotate(done_on=TruncDate(first_done)).values("owner")
    return rows.annotate(done=Count("pk", filter=kept), of=Count("pk")).values_list("owner", "done", "of")


def last_heard() -> dict[int, datetime.datetime]:
    """When each organization last came, answered, wrote, reported or asked for something. One query."""
    came = Attendance.objects.filter(status__in=PRESENT, meeting__starts_at__lte=timezone.now())
    found = _latest(came, "organization", Coalesce("arrived_at", "meeting__starts_at")).union(
        _latest(Attendance.objects, "organization", F("answered_at")),
        _latest(Endorsement.objects, "organization", F("created_at")),
        _latest(Comment.objects, "organization", F("created_at")),
        _latest(ProgressReport.objects, "organization", F("created_at")),
        _latest(Agreement.objects, "owner", F("answered_at")),
        _latest(AgreementRequest.objects, "agreement__owner", F("asked_at")),
        all=True,
    )
    heard: dict[int, datetime.datetime] = {}
    for organization, at in found:
        if at is not None and (organization not in heard or heard[organization] < at):
            heard[organization] = at
    return heard


def _itself(organization: str) -> Coalesce:
    """What stays on record under the name of a duplicate counts for the organization that it became part of."""
    return Coalesce(f"{organization}__merged_into", organization)


def _latest(rows, organization: str, at) -> QuerySet:
    about = rows.filter(**{f"{organization}__isnull": False}).order_by().annotate(whose=_itself(organization), at=at)
    return about.values("whose").annotate(newest=Max("at")).values_list("whose", "newest")
