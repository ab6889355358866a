"""What somebody who newly speaks for an organization finds: what it owes, what waits for its word, and why."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import Endorsement, PlanVersion, VersionItem
from actionplans.presentation.parts import at
from alianza.waiting import in_review
from meetings.models import Agreement
from members.days import due_in_words, full_day
from members.models import Mandate, roles_of

NEW = datetime.timedelta(days=60)
SHOWN = 30


@dataclass(frozen=True)
class Entry:
    title: str
    url: str
    detail: str = ""
    tag: str = ""
    tag_class: str = ""


def is_new(user) -> bool:
    """Whether a mandate of theirs began lately: then the home page leads here."""
    begun = Mandate.objects.current().filter(person=roles_of(user).person_id)
    return begun.filter(starts_on__gt=timezone.localdate() - NEW).exists()


def handover(user) -> dict:
    """Five queries, whatever there is."""
    mine = roles_of(user).organization_ids
    promised, decided = agreements(user, mine)
    reviews = in_review(user).filter(review__organizations__in=mine).select_related("plan", "review").distinct()
    said = Endorsement.objects.latest().filter(organization__in=mine).select_related("version__plan", "organization")
    return {
        "commitments": [commitment(one) for one in promised],
        "reviews": [review(one) for one in reviews[:SHOWN]],
        "activities": [activity(one) for one in activities(mine)[:SHOWN]],
        "decisions": [decision(one) for one in decided],
        "stances": [stance(one) for one in said.order_by("-created_at")[:SHOWN]],
        "before": predecessors(user, mine),
    }


def agreements(user, mine: frozenset[int]) -> tuple[list[Agreement], list[Agreement]]:
    """The open commitments, the most urgent first; what the meetings decided from which these come."""
    seen = Agreement.objects.visible_to(user)
    owed = seen.open().filter(kind=Agreement.Kind.COMMITMENT).owed_by(mine).order_by()
    behind = Q(kind=Agreement.Kind.DECISION, meeting__in=owed.values("meeting"))
    found = seen.filter(Q(pk__in=owed.values("pk")) | behind).select_related("meeting").order_by("due_on", "pk")
    rows = list(found[: 4 * SHOWN])
    promised = [one for one in rows if one.kind == Agreement.Kind.COMMITMENT]
    return promised[:SHOWN], [one for one in rows if one.kind == Agreement.Kind.DECISION][:SHOWN]


def commitment(agreement: Agreement) -> Entry:
    late = agreement.is_overdue
    return Entry(
        agreement.text,
        agreement.get_absolute_url(),
        _("Agreement %(number)s · %(state)s") % {"number": agreement.number, "state": agreement.get_state_display()}
        + (f" · {agreement.progress}" if agreement.progress else ""),
        due_in_words(agreement.due_on) if agreement.due_on else "",
        "bad" if late else "",
    )


def review(version: PlanVersion) -> Entry:
    return Entry(
        f"{version.plan} · {version}",
        reverse("actionplans:review", args=[version.pk]),
        _("answers until %(day)s") % {"day": full_day(timezone.localdate(version.review.closes_at))},
    )


def activities(mine: frozenset[int]) -> QuerySet[VersionItem]:
    """Of the versions in force: those that these organizations lead."""
    in_force = VersionItem.objects.filter(version__state="published", responsibilities__role="lead")
    led = in_force.filter(responsibilities__organization__in=mine).distinct()
    return led.select_related("item").order_by("ends_on", "pk")


def activity(text: VersionItem) -> Entry:
    page = reverse("actionplans:version_detail", args=[text.version_id])
    late = text.ends_on is not None and text.ends_on < timezone.localdate()
    return Entry(
        text.title,
        at(page, text.item.uid),
        tag=due_in_words(text.ends_on) if text.ends_on else "",
        tag_class="bad" if late else "",
    )


def decision(agreement: Agreement) -> Entry:
    day = full_day(timezone.localdate(agreement.meeting.starts_at))
    detail = _("Agreement %(number)s, of %(day)s") % {"number": agreement.number, "day": day}
    return Entry(agreement.text, agreement.get_absolute_url(), detail)


def stance(endorsement: Endorsement) -> Entry:
    version = endorsement.version
    words = f"{endorsement.organization}: {endorsement.get_stance_display()}"
    return Entry(
        f"{version.plan} · {version}",
        reverse("actionplans:review", args=[version.pk]),
        f"{words} · {endorsement.statement}" if endorsement.statement else words,
    )


def predecessors(user, mine: frozenset[int]) -> list[Mandate]:
    """Who spoke for these organizations until lately."""
    ended = Mandate.objects.filter(organization__in=mine, ends_on__lte=timezone.localdate())
    others = ended.exclude(person=roles_of(user).person_id).select_related("person", "organization")
    return list(others.order_by("-ends_on", "pk")[:3])
