from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from actionplans.models import Comment, PlanVersion
from actionplans.presentation.stances import answers
from actionplans.services import publication as services
from actionplans.services.errors import AlreadyPublished, NotInReview
from actionplans.services.rules import conditions
from actionplans.views.finding import NAV, refusals_as_messages, written_version
from members.views.gates import inside


@inside
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what will happen, POST does it."""
    version = written_version(request, pk)
    if request.method == "POST":
        with refusals_as_messages(request, _("The version is published and in force.")):
            services.publish(version, actor=request.user)
        return redirect(version)
    if version.state != PlanVersion.State.IN_REVIEW:
        published = version.state == PlanVersion.State.PUBLISHED
        messages.warning(request, AlreadyPublished.words if published else NotInReview.words)
        return redirect(version)
    in_force = PlanVersion.objects.filter(plan=version.plan_id, state=PlanVersion.State.PUBLISHED)
    said = answers(version)
    needed = conditions(version, said)
    context = NAV | {
        "conditions": needed,
        "unmet": not all(one.met for one in needed),
        "can_write": True,
        "version": version,
        "plan": version.plan,
        "answers": said,
        "in_force": in_force.defer("content").first(),
        "unsettled": Comment.objects.filter(version=version, resolved_at=None).count(),
        "told": len(services.to_be_told()),
    }
    return render(request, "actionplans/publish.html", context)
