from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from meetings.forms.proceedings import ProceedingsForm
from meetings.models import Meeting, Proceedings
from meetings.services import proceedings as services
from meetings.services.errors import NotBegun, NotThere
from members.permissions import can_coordinate
from members.views.gates import only


@only(can_coordinate, about=Meeting)
def proceedings(request: HttpRequest, pk: int) -> HttpResponse:
    """Chair, secretary, end, the previous acta, what was said to earlier commitments, the next meeting."""
    meeting = get_object_or_404(Meeting.objects.select_related("body", "proceedings", "minutes"), pk=pk)
    held = getattr(meeting, "proceedings", None) or Proceedings(meeting=meeting)
    form = ProceedingsForm(request.POST if request.method == "POST" else None, instance=held)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.record(form.instance, form.said, actor=request.user)
        except (NotThere, NotBegun) as refused:
            form.add_error(None, refused.words)
            status = 409
        else:
            messages.success(request, _("It stands in the minutes."))
            return redirect(meeting)
    context = {"nav": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/proceedings.html", context, status=status)
