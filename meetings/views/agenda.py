from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView

from meetings.forms.meetings import AgendaItemForm
from meetings.models import AgendaItem, Meeting
from meetings.services import meetings as services
from members.permissions import can_coordinate
from members.views.gates import only


@only(can_coordinate, about=Meeting)
def agenda_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns to itself, so that a whole agenda is written item after item."""
    meeting = get_object_or_404(Meeting.objects.prefetch_related("agenda"), pk=pk)
    form = AgendaItemForm(request.POST or None, instance=AgendaItem(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        services.add_agenda_item(form.instance, actor=request.user)
        return redirect("meetings:agenda_create", meeting.pk)
    context = {"nav": "meetings", "form": form, "meeting": meeting}
    return render(request, "meetings/agendaitem_form.html", context)


@method_decorator(only(can_coordinate, about=AgendaItem), name="dispatch")
class AgendaItemUpdate(UpdateView):
    model = AgendaItem
    form_class = AgendaItemForm
    extra_context = {"nav": "meetings"}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(meeting=self.object.meeting, **kwargs)

    def get_success_url(self) -> str:
        return reverse("meetings:agenda_create", args=[self.object.meeting_id])


@only(can_coordinate, about=AgendaItem)
@require_POST
def agenda_move(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem, pk=pk)
    services.move_agenda_item(item, down=request.POST.get("to") == "down", actor=request.user)
    return redirect("meetings:agenda_create", item.meeting_id)


@only(can_coordinate, about=AgendaItem)
@require_POST
def agenda_delete(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem, pk=pk)
    item.delete()
    return redirect("meetings:agenda_create", item.meeting_id)
