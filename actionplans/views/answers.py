from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.models import Share
from actionplans.permissions import can_write
from actionplans.services.delivery import note_answers
from members.views.gates import inside, only


@inside
@require_POST
@only(can_write)
def answers_noted(request: HttpRequest, pk: int) -> HttpResponse:
    share = get_object_or_404(Share, pk=pk)
    if note_answers(share, actor=request.user):
        messages.success(request, _("The answers are noted."))
    return redirect(share)
