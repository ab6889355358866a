from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, UpdateView

from meetings.forms.meetings import BodyForm
from meetings.models import Body
from members.paging import keyset_page
from members.permissions import can_coordinate
from members.views.gates import inside, only


@inside
@require_safe
def body_list(request: HttpRequest) -> HttpResponse:
    bodies = Body.objects.annotate(size=Count("organizations"))
    context = {
        "nav": "meetings",
        "page": keyset_page(bodies, order=("name", "pk"), after=request.GET.get("after"), size=50),
        "can_coordinate": can_coordinate(request.user),
    }
    return render(request, "meetings/body_list.html", context)


@method_decorator(only(can_coordinate), name="dispatch")
class BodyCreate(CreateView):
    model = Body
    form_class = BodyForm
    success_url = reverse_lazy("meetings:body_list")
    extra_context = {"nav": "meetings"}


@method_decorator(only(can_coordinate), name="dispatch")
class BodyUpdate(UpdateView):
    model = Body
    form_class = BodyForm
    success_url = reverse_lazy("meetings:body_list")
    extra_context = {"nav": "meetings"}
