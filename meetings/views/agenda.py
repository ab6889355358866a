from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from meetings.forms.meetings import AgendaItemForm
from meetings.models import AgendaItem, Meeting
from meetings.services import agenda as services
from meetings.services.errors import Refused
from members.permissions import can_coordinate
from members.views.gates import only

TEMPLATE = "meetings/agendaitem_form.html"


@only(can_coordinate, about=Meeting)
def agenda_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns to itself, so that a whole agenda is written item after item."""
    meeting = get_object_or_404(Meeting.objects.prefetch_related("agenda"), pk=pk)
    form = AgendaItemForm(request.POST or None, instance=AgendaItem(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_agenda_item(form.instance, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            return redirect("meetings:agenda_create", meeting.pk)
    return render(request, TEMPLATE, {"nav": "meetings", "form": form, "meeting": meeting})


@only(can_coordinate, about=AgendaItem)
@transaction.atomic
def agenda_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Locked from reading to writing, so that the form knows what stands."""
    posted = request.method == "POST"
    rows = AgendaItem.objects.select_for_update(of=("self",)) if posted else AgendaItem.objects.all()
    item = get_object_or_404(rows.select_related("meeting"), pk=pk)
    form = AgendaItemForm(request.POST if posted else None, instance=item)
    if posted and form.is_valid():
        try:
            services.change_agenda_item(form.instance, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            return redirect("meetings:agenda_create", item.meeting_id)
    context = {"nav": "meetings", "form": form, "meeting": item.meeting, "agendaitem": item}
    return render(request, TEMPLATE, context)


@only(can_coordinate, about=AgendaItem)
@require_POST
def agenda_move(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem, pk=pk)
    try:
        services.move_agenda_item(item, down=request.POST.get("to") == "down", actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
    return redirect("meetings:agenda_create", item.meeting_id)


@only(can_coordinate, about=AgendaItem)
@require_POST
def agenda_delete(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem, pk=pk)
    try:
        services.remove_agenda_item(item, actor=request.user)
    except Refused as refused:
        messages.warning(request, refused.words)
    return redirect("meetings:agenda_create", item.meeting_id)
