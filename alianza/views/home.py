from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alianza import cards
from alianza.handover import is_new
from alianza.todo import ToDo, todo
from alianza.waiting import rows
from members.models import Mandate, Organization, roles_of
from members.permissions import can_coordinate


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the alliance is, for everybody; what waits for whoever belongs to it."""
    if not request.user.is_authenticated:
        has_cards = Organization.objects.with_public_card().exists()
        return render(request, "alianza/home_public.html", {"has_cards": has_cards})
    if not roles_of(request.user).is_inside:
        ahead = Mandate.objects.filter(person__user=request.user, starts_on__gt=timezone.localdate()).of_members()
        coming = ahead.exclude(ends_on=F("starts_on")).select_related("organization").order_by("starts_on").first()
        return render(request, "alianza/home_without_role.html", {"nav": "home", "coming": coming})
    return render(request, "alianza/home.html", {"nav": "home", **what_waits(request.user)})


def what_waits(user) -> dict:
    coordinates = can_coordinate(user)
    plan = cards.plan_card(user)
    waiting = todo(rows(user))
    return {
        "todo": waiting,
        "plan": plan,
        "meeting": cards.next_meeting(user),
        "share": cards.last_share(user) if coordinates else None,
        "can_coordinate": coordinates,
        "is_new": is_new(user),
        "action": next_step(plan) if coordinates else answer(plan, waiting),
    }


def next_step(plan: cards.PlanCard | None) -> dict:
    """The one act that the plan's state calls for, of whoever runs the alliance."""
    if plan is None:
        return {"label": _("Start a plan"), "url": reverse("actionplans:plan_create")}
    version = plan.version
    if version.state == "draft":
        return {"label": _("Go on with the plan"), "url": reverse("actionplans:version_edit", args=[version.pk])}
    if version.state == "in_review":
        return {"label": _("See the answers"), "url": reverse("actionplans:review", args=[version.pk])}
    return {"label": _("Share the plan"), "url": reverse("actionplans:share_create", args=[version.pk])}


def answer(plan: cards.PlanCard | None, waiting: ToDo) -> dict | None:
    """A representative's: answer the review that waits, else read the plan."""
    if waiting.first_review:
        return {"label": _("Review the plan"), "url": waiting.first_review}
    if plan is None:
        return None
    return {"label": _("Read the plan"), "url": plan.version.get_absolute_url()}
