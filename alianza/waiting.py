"""What waits for somebody, whatever the number of things: one query, a UNION of one SELECT a kind of thing."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields import DateField, IntegerField, TextField
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, TruncDate
from django.utils import timezone
from django.utils.translation import get_language

from actionplans.models import (
    ActionPlan,
    Delivery,
    Endorsement,
    Origin,
    PlanVersion,
    ProgressReport,
    ReportingPeriod,
    Share,
    VersionItem,
)
from actionplans.models.versions import ReviewRound
from meetings.models import (
    Agreement,
    AgreementRequest,
    Attendance,
    Meeting,
    Minutes,
    MinutesApproval,
    MinutesVersion,
)
from members.models import EngagementStep, Organization, Roles, SecretariatTerm, roles_of

SOON = datetime.timedelta(days=14)
SHOWN = 8  # of each kind; one more is read, to know whether there are more
Asked = ReviewRound.organizations.through
AskedOfMinutes = MinutesVersion.organizations.through
MINUTES_STEPS = {"draft": 1, "correcting": 1, "in_review": 2, "approved": 3}


class Row(NamedTuple):
    """`what` says which kind of thing `target` is the key of, and what `n` and `m` count (see each source)."""

    what: str
    target: int
    label: str
    words: str
    day: datetime.date | None
    n: int
    m: int


def rows(user) -> list[Row]:
    found = list(sources(user, roles_of(user)))
    return [Row(*values) for values in found[0].union(*found[1:], all=True)] if found else []


def sources(user, roles: Roles) -> Iterator[QuerySet]:
    if roles.is_representative:
        yield organizations(roles)
        yield invitations(roles)
        yield agreements(user, roles)
        yield promises(user, roles)
        yield asked_about(user, "handover", kind="handover", organization__in=roles.answers_for)
        yield stances(user, roles)
        yield minutes_to_read(user, roles)
        yield reports(roles)
    if roles.is_inside:
        yield steps(user)
    if roles.sees_everything:
        yield reviews(user)
        yield meetings_to_run(user)
        yield asked_about(user, "request")
        yield minutes(user)
        yield drafts(user)
        yield unshared(user)
        yield answers()
        yield corrected(user)
        yield loose_agreements(user)


def organizations(roles: Roles) -> QuerySet:
    """The reader's own; n: 1 where it holds the secretariat."""
    holds = SecretariatTerm.objects.current().filter(organization=OuterRef("pk"))
    own = Organization.objects.present().filter(pk__in=roles.organization_ids)
    return columns(own, "mine", label=F("name"), n=flag(holds))


def agreements(user, roles: Roles) -> QuerySet:
    """Late, or due soon; n: 1 where the reader's organization is responsible, 0 where it only takes part."""
    due = Agreement.objects.visible_to(user).open().filter(due_on__lte=timezone.localdate() + SOON)
    own = Case(When(owner__in=roles.organization_ids, then=1), default=0)
    owed = due.filter(pk__in=Agreement.objects.owed_by(roles.organization_ids).order_by().values("pk"))
    by_date = owed.order_by("due_on", "pk")
    return columns(by_date, "agreement", label=F("number"), words=F("text"), day=F("due_on"), n=own)


def invitations(roles: Roles) -> QuerySet:
    """The reader's own, not answered yet."""
    silent = Attendance.objects.filter(meeting=OuterRef("pk"), person=roles.person_id, answer="")
    to_come = Meeting.objects.filter(Exists(silent), state="convened", starts_at__gt=timezone.now())
    return columns(to_come.order_by("starts_at", "pk"), "invitation", label=F("title"), day=TruncDate("starts_at"))


def promises(user, roles: Roles) -> QuerySet:
    """What the reader's organization is to keep, and has not said that it takes on; not yet due soon."""
    later = Agreement.objects.visible_to(user).open().filter(kind="commitment", answer="")
    asked = later.filter(owner__in=roles.answers_for, due_on__gt=timezone.localdate() + SOON)
    return columns(asked.order_by("due_on", "pk"), "promise", label=F("number"), words=F("text"), day=F("due_on"))


def asked_about(user, what: str, **asked) -> QuerySet:
    """Agreements with a request (for more time, for a hand-over) that nobody has decided."""
    waiting = AgreementRequest.objects.filter(decision="", agreement=OuterRef("pk"), **asked)
    agreements = Agreement.objects.visible_to(user).open().filter(Exists(waiting)).order_by("due_on", "pk")
    return columns(agreements, what, label=F("number"), words=F("text"))


def steps(user) -> QuerySet:
    """What follows from approaches to stakeholders, until it is done; label: stakeholder and owner."""
    whom = Concat("engagement__stakeholder__name", Value(" · "), "owner__name")
    waiting = EngagementStep.objects.visible_to(user).open().order_by("due_on", "pk")
    return columns(waiting, "step", label=whom, words=F("text"), day=F("due_on"))


def meetings_to_run(user) -> QuerySet:
    """That go on now, or begin within hours."""
    now = timezone.now()
    near = Meeting.objects.visible_to(user).filter(
        state="convened", closed_at=None, starts_at__gt=now - Meeting.LONG, starts_at__lt=now + Meeting.EARLY
    )
    return columns(near.order_by("starts_at", "pk"), "run", label=F("title"), day=TruncDate("starts_at"))


def stances(user, roles: Roles) -> QuerySet:
    """Reviews that wait for an organization in whose name the reader may answer; n: number of the version."""
    said = Endorsement.objects.filter(version=OuterRef("reviewround__version"), organization=OuterRef("organization"))
    silent = Asked.objects.filter(
        ~Exists(said), reviewround__version=OuterRef("pk"), organization__in=roles.answers_for
    )
    waiting = in_review(user).filter(Exists(silent), review__closes_at__gt=timezone.now())
    return columns(waiting, "stance", label=plan_title("plan__"), day=closing_day(), n=F("number"))


def reports(roles: Roles) -> QuerySet:
    """Open periods in which an activity that the reader's organization leads has no report that stands."""
    stands = ProgressReport.objects.filter(
        period=OuterRef(OuterRef("pk")), item=OuterRef("item"), status__in=["submitted", "accepted"]
    ).filter(organization__in=roles.organization_ids)
    led = VersionItem.objects.filter(
        ~Exists(stands),
        version__plan=OuterRef("plan"),
        version__state="published",
        item__kind="activity",
        responsibilities__organization__in=roles.organization_ids,
        responsibilities__role="lead",
    )
    waiting = ReportingPeriod.objects.filter(Exists(led), closed_at=None).order_by("due_on", "pk")
    return columns(waiting, "report", label=plan_title("plan__"), words=F("name"), day=F("due_on"), n=F("plan"))


def reviews(user) -> QuerySet:
    """For whoever runs them; words: number of the version, n: organizations asked, m: of them silent."""
    asked = Asked.objects.filter(reviewround__version=OuterRef("pk"))
    said = Endorsement.objects.filter(version=OuterRef("reviewround__version"), organization=OuterRef("organization"))
    return columns(
        in_review(user),
        "review",
        label=plan_title("plan__"),
        words=F("number"),
        day=closing_day(),
        n=count(asked, "reviewround"),
        m=count(asked.filter(~Exists(said)), "reviewround"),
    )


def minutes(user) -> QuerySet:
    """Meetings held whose minutes, or their correction, are not out; n: agreements recorded, m: how far they are
    (MINUTES_STEPS; 0: nobody has begun)."""
    begun = Minutes.objects.filter(meeting=OuterRef("pk"))
    held = Meeting.objects.visible_to(user).filter(
        ~Exists(begun.filter(state="published")), state="convened", starts_at__lt=timezone.now()
    )
    step = Case(*(When(Exists(begun.filter(state=state)), then=n) for state, n in MINUTES_STEPS.items()), default=0)
    recorded = count(Agreement.objects.filter(meeting=OuterRef("pk")), "meeting")
    newest = held.order_by("-starts_at", "-pk")
    return columns(newest, "minutes", label=F("title"), day=TruncDate("starts_at"), n=recorded, m=step)


def minutes_to_read(user, roles: Roles) -> QuerySet:
    """In review, for an organization that was there, in whose name the reader may approve and has not."""
    said = MinutesApproval.objects.filter(version=OuterRef("minutesversion"), organization=OuterRef("organization"))
    silent = AskedOfMinutes.objects.filter(
        ~Exists(said), minutesversion=OuterRef("pk"), organization__in=roles.answers_for
    )
    waiting = MinutesVersion.objects.visible_to(user).filter(
        Exists(silent), state="in_review", review_until__gt=timezone.now()
    )
    title = F("minutes__meeting__title")
    by_day = waiting.order_by("review_until", "pk")
    return columns(by_day, "acta", label=title, day=TruncDate("review_until"), n=F("minutes__meeting"))


def drafts(user) -> QuerySet:
    """Versions being written; n: number of the version, m: 1 where something stands in it."""
    written = PlanVersion.objects.visible_to(user).filter(state="draft").order_by("pk")
    begun = Exists(PlanVersion.objects.filter(pk=OuterRef("pk"), items__isnull=False))
    filled = Case(When(begun, then=1), default=0)
    return columns(written, "draft", label=plan_title("plan__"), n=F("number"), m=filled)


def unshared(user) -> QuerySet:
    """Versions in force that nobody was sent; n: number of the version."""
    shared = Share.objects.filter(version=OuterRef("pk"))
    alone = PlanVersion.objects.visible_to(user).filter(~Exists(shared), state="published").order_by("pk")
    return columns(alone, "unshared", label=plan_title("plan__"), n=F("number"))


def answers() -> QuerySet:
    """What stakeholders answered in words, until somebody notes it; n: how many, by share."""
    unread = Delivery.objects.filter(share=OuterRef("pk")).unread()
    shares = Share.objects.filter(Exists(unread)).order_by("-created_at", "-pk")
    label = Coalesce(plan_title("version__plan__"), F("notice__title"))
    return columns(shares, "answers", label=label, n=count(unread, "share"))


def corrected(user) -> QuerySet:
    """Corrected minutes of which people outside have only parts from before; n: how many they are, m: the meeting."""
    behind = Delivery.objects.left_behind().filter(share__notice__minutes=OuterRef("pk")).order_by()
    people = behind.values("share__notice__minutes").annotate(n=Count("person", distinct=True)).values("n")
    told = Minutes.objects.filter(Exists(behind), meeting__in=Meeting.objects.visible_to(user).order_by())
    title = F("meeting__title")
    return columns(told.order_by("pk"), "corrected", label=title, n=Coalesce(Subquery(people), 0), m=F("meeting"))


def loose_agreements(user) -> QuerySet:
    """One row, of the newest plan; n: agreements that no plan has taken up."""
    taken_up = Origin.objects.standing().filter(agreement=OuterRef("pk"))
    loose = Agreement.objects.filter(~Exists(taken_up)).exclude(state="withdrawn").annotate(all=Value(1))
    plan = ActionPlan.objects.visible_to(user).order_by("-starts_on", "-pk")
    return columns(plan, "loose", label=plan_title(), n=count(loose, "all"), shown=1)


def in_review(user) -> QuerySet:
    return PlanVersion.objects.visible_to(user).filter(state="in_review").order_by("review__closes_at", "pk")


def closing_day() -> TruncDate:
    return TruncDate("review__closes_at")


def plan_title(path: str = "") -> F | Coalesce:
    """The title in the reader's language, as ActionPlan.__str__ gives it."""
    if get_language() == "en":
        return Coalesce(NullIf(f"{path}title_en", Value("")), f"{path}title")
    return F(f"{path}title")


def flag(queryset: QuerySet) -> Case:
    return Case(When(Exists(queryset), then=1), default=0)


def count(queryset: QuerySet, group: str) -> Coalesce:
    """COUNT(*) of a correlated subquery whose rows all have the same `group`."""
    counted = queryset.order_by().values(group).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted), 0)


def columns(queryset: QuerySet, what: str, *, label, words="", day=None, n=0, m=0, shown: int = SHOWN + 1) -> QuerySet:
    """The first rows of a source, in the columns of Row; each is cast, so that the SELECTs can be united."""

    def typed(value, kind):
        return Cast(value if hasattr(value, "resolve_expression") else Value(value), kind)

    return queryset.annotate(
        what=typed(what, TextField()),
        target=typed(F("pk"), BigIntegerField()),
        label=typed(label, TextField()),
        words=typed(words, TextField()),
        day=typed(day, DateField()),
        n=typed(n, IntegerField()),
        m=typed(m, IntegerField()),
    ).values_list(*Row._fields)[:shown]
