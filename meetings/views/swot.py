from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView

from meetings.forms.swot import ArrangeForm, SwotAddForm, SwotForm
from meetings.models import Meeting, SwotItem
from meetings.presentation.swot import quadrants
from meetings.services import swot as services
from members.permissions import can_coordinate
from members.views.gates import only


@only(can_coordinate, about=Meeting)
def swot_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Several at once; `?quadrant=` chooses the quadrant beforehand."""
    meeting = get_object_or_404(Meeting, pk=pk)
    form = SwotAddForm(request.POST or None, initial={"quadrant": request.GET.get("quadrant")})
    if request.method == "POST" and form.is_valid():
        new = services.add_items(meeting, **form.cleaned_data, actor=request.user)
        said = ngettext("%(n)s item was added.", "%(n)s items were added.", len(new)) % {"n": len(new)}
        messages.success(request, said)
        return redirect(f"{meeting.get_absolute_url()}#swot")
    context = {"nav": "meetings", "form": form, "meeting": meeting}
    return render(request, "meetings/swotitem_form.html", context)


@only(can_coordinate, about=Meeting)
def swot_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Group the items by topic and weigh them, all on one page."""
    meeting = get_object_or_404(Meeting, pk=pk)
    items = list(meeting.swot_items.all())
    form = ArrangeForm(request.POST if request.method == "POST" else None, items=items)
    if request.method == "POST" and form.is_valid():
        overtaken = services.arrange(meeting, form.arranged(), actor=request.user)
        for item in overtaken:
            said = _("Somebody else has just arranged “%(item)s”; that stands. Look again, and change it if needed.")
            messages.warning(request, said % {"item": item.text})
        if overtaken:
            return redirect("meetings:swot_arrange", pk)
        messages.success(request, _("Saved."))
        return redirect(f"{meeting.get_absolute_url()}#swot")
    fields = form.rows()
    for item in items:
        item.fields = fields[item.pk]
    topics = sorted({item.topic for item in items if item.topic})
    context = {"nav": "meetings", "meeting": meeting, "form": form, "quadrants": quadrants(items), "topics": topics}
    return render(request, "meetings/swot_arrange.html", context)


@method_decorator(only(can_coordinate, about=SwotItem), name="dispatch")
class SwotUpdate(UpdateView):
    model = SwotItem
    form_class = SwotForm
    extra_context = {"nav": "meetings"}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(meeting=self.object.meeting, **kwargs)

    def get_success_url(self) -> str:
        return f"{self.object.meeting.get_absolute_url()}#swot"


@only(can_coordinate, about=SwotItem)
@require_POST
def swot_delete(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(SwotItem.objects.select_related("meeting"), pk=pk)
    try:
        item.delete()
    except ProtectedError:
        messages.warning(request, _("A plan answers this item, so it stays."))
    return redirect(f"{item.meeting.get_absolute_url()}#swot")
