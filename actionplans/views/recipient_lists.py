from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.forms.share import FilterForm, ListNameForm, ListPeopleForm, given, listed, offered_people
from actionplans.models import RecipientList
from actionplans.permissions import can_write
from actionplans.services import recipient_lists as services
from actionplans.services.errors import NameTaken
from members.paging import keyset_page
from members.views.gates import inside, only


@inside
@require_safe
@only(can_write)
def recipient_list_list(request: HttpRequest) -> HttpResponse:
    lists = RecipientList.objects.annotate(size=Count("people"))
    page = keyset_page(lists, order=("name", "pk"), after=request.GET.get("after"), size=50)
    return render(request, "actionplans/recipient_list_list.html", {"nav": "plans", "page": page})


@inside
@require_http_methods(["GET", "POST"])
@only(can_write)
def recipient_list_update(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Its name and its persons; without a number, a new one. POST with `show`: another part of the directory, all that
    was ticked and written kept."""
    current = get_object_or_404(RecipientList, pk=pk) if pk else None
    if "show" in request.POST:
        naming = ListNameForm(instance=current, initial={"name": request.POST.get("name", "")})
        people = ListPeopleForm(offered=offered_people())
        return _page(request, current, naming, people, given(request.POST, people.offered))
    posted = request.POST if request.method == "POST" else None
    naming = ListNameForm(posted, instance=current)
    people = ListPeopleForm(posted, offered=offered_people())
    if posted is not None and all([naming.is_valid(), people.is_valid()]):
        try:
            saved = services.save_list(naming.cleaned_data["name"], people.named, current=current, actor=request.user)
        except NameTaken as refusal:
            naming.add_error("name", refusal.words)
        else:
            messages.success(request, _("The list “%(name)s” is saved.") % {"name": saved})
            return redirect("actionplans:recipient_list_list")
    on_it = set(current.people.values_list("pk", flat=True)) if current else set()
    return _page(request, current, naming, people, people.named if people.is_bound else on_it)


def _page(
    request: HttpRequest, current: RecipientList | None, naming: ListNameForm, people: ListPeopleForm, ticked: set[int]
) -> HttpResponse:
    narrowing = FilterForm(request.POST if request.method == "POST" else request.GET or None)
    context = {
        "nav": "plans",
        "list": current,
        "naming": naming,
        "form": people,
        "filter": narrowing,
        "people": listed(people.offered, narrowing, ticked, on_list=True, is_open=True),
    }
    return render(request, "actionplans/recipient_list_form.html", context)


@inside
@require_POST
@only(can_write)
def recipient_list_delete(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(RecipientList, pk=pk)
    services.delete_list(saved, actor=request.user)
    messages.success(request, _("The list “%(name)s” is deleted. Nothing that was shared changes.") % {"name": saved})
    return redirect("actionplans:recipient_list_list")
