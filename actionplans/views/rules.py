from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.forms.review import DissentAnswerForm, RuleForm
from actionplans.models import Endorsement, PlanVersion, PublicationRule
from actionplans.permissions import can_write
from actionplans.services import rules as services
from actionplans.services.errors import Refused
from actionplans.views.finding import NAV
from members.views.gates import inside, only


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def rule(request: HttpRequest) -> HttpResponse:
    """What the alliance asks before a version is in force."""
    form = RuleForm(request.POST or None, instance=PublicationRule.current())
    if request.method == "POST" and form.is_valid():
        services.set_rule(form.instance, actor=request.user)
        messages.success(request, _("The rule holds from now on, for versions in review too."))
        return redirect("actionplans:plan_list")
    return render(request, "actionplans/rule_form.html", NAV | {"form": form})


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def dissent_answer(request: HttpRequest, pk: int) -> HttpResponse:
    visible = PlanVersion.objects.visible_to(request.user).order_by()
    said = Endorsement.objects.filter(version__in=visible).select_related("version__plan", "organization")
    endorsement = get_object_or_404(said, pk=pk)
    form = DissentAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_dissent(endorsement, form.cleaned_data["text"], actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("The answer stands beside the dissent, and the organization gets it by mail."))
            return redirect("actionplans:review", endorsement.version_id)
    context = NAV | {"form": form, "endorsement": endorsement, "version": endorsement.version}
    return render(request, "actionplans/dissent_answer.html", context)
