from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, UpdateView

from members.answers import reason
from members.filters import PersonFilter
from members.forms.people import PersonForm
from members.models import Mandate, OutboxMail, Person
from members.paging import capped_count, keyset_page
from members.permissions import can_coordinate, can_edit_person, can_hand_over_data, can_invite
from members.services.invitations import usable
from members.services.people import save_person
from members.views.gates import inside
from members.views.terms import current


@inside
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    found = PersonFilter(request.GET, seen_people(request.user), user=request.user)
    count, more = capped_count(found.qs)
    page = keyset_page(found.qs, after=request.GET.get("after"))
    context = {"nav": "members", "filter": found, "page": page, "count": count, "more": more}
    return render(request, "members/person_list.html", context)


def seen_people(user) -> QuerySet[Person]:
    """With what a line about each of them says: organization and roles of today."""
    now = Prefetch("mandates", Mandate.objects.current().select_related("organization"), to_attr="current_mandates")
    return Person.objects.visible_to(user).select_related("organization").prefetch_related(now)


@inside
@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Person.objects.visible_to(request.user).select_related("organization")
    person = seen.filter(pk=pk).first()
    if person is None:
        duplicate = get_object_or_404(Person.everyone, merged_into__in=seen.order_by(), pk=pk)
        return redirect("members:person_detail", duplicate.merged_into_id)
    mandates = list(person.mandates.select_related("organization"))
    context = {
        "nav": "members",
        "person": person,
        "mandates": mandates,
        "current": current(mandates),
        "can_edit": can_edit_person(request.user, person),
        "can_coordinate": can_coordinate(request.user),
        "why": _why_it_bounces(person) if person.email_bounces else "",
        "can_invite": can_invite(request.user, person),
        "can_hand_over": can_hand_over_data(request.user, person),
        "invitation": usable().filter(person=person).first(),
    }
    return render(request, "members/person_detail.html", context)


def _why_it_bounces(person: Person) -> str:
    """What the mail servers said last of this address, in words."""
    failed = Q(state=OutboxMail.State.FAILED) | Q(bounce=OutboxMail.Bounce.PERMANENT)
    mails = OutboxMail.objects.filter(failed, person=person, to_email__iexact=person.email)
    answer = mails.order_by("-created_at", "-pk").values_list("answer", flat=True).first()
    return reason(answer or "")


class PersonSave:
    model = Person
    form_class = PersonForm
    extra_context = {"nav": "members"}

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: PersonForm) -> HttpResponse:
        invited = usable().filter(person=form.instance.pk)
        was_invited = "email" in form.changed_data and invited.exists()
        person = save_person(form.instance, actor=self.request.user)
        messages.success(self.request, _("Saved."))
        if was_invited and not invited.exists():
            messages.warning(self.request, _("The invitation went to the former address: its link opens nothing now."))
        if {"email", "address_works"} & {*form.changed_data} and can_coordinate(self.request.user) and person.email:
            # What did not arrive at the old address is offered there, or it leads on to the person.
            return redirect(f"{reverse('actionplans:deliveries_of', args=[person.pk])}?corrected=1")
        return redirect(person)


@method_decorator(inside, name="dispatch")
class PersonCreate(PersonSave, CreateView):
    def get_initial(self) -> dict:
        return {"organization": self.request.GET.get("organization")}


@method_decorator(inside, name="dispatch")
class PersonUpdate(PersonSave, UpdateView):
    def get_object(self, queryset=None) -> Person:
        person = get_object_or_404(Person.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        if not can_edit_person(self.request.user, person):
            raise PermissionDenied
        return person
