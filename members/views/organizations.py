from django.contrib import messages
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, UpdateView

from members.filters import OrganizationFilter
from members.forms.organizations import OrganizationForm
from members.models import Mandate, Organization, Person, SecretariatTerm, Topic
from members.models.assessments import latest_two
from members.paging import capped_count, keyset_page
from members.permissions import can_coordinate, can_edit_person, can_name_alternates, can_speak_of
from members.presentation import country_map, represented
from members.services.organizations import save_organization
from members.views.advocacy import advocacy
from members.views.gates import inside, only
from members.views.terms import coming, current

SHOWN_PEOPLE = 50


@inside
@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    holds_secretariat = SecretariatTerm.objects.current().filter(organization=OuterRef("pk"))
    found = OrganizationFilter(request.GET, Organization.objects.visible_to(request.user))
    rows = found.qs.annotate(holds_secretariat=Exists(holds_secretariat))
    count, more = capped_count(found.qs)
    context = {
        "nav": "members",
        "filter": found,
        "page": keyset_page(rows, after=request.GET.get("after")),
        "count": count,
        "more": more,
        "map": country_map.picture(found.besides("department"), request.GET),
        "can_edit": can_coordinate(request.user),
    }
    return render(request, "members/organization_list.html", context)


@inside
@require_safe
def organization_detail(request: HttpRequest, pk: int) -> HttpResponse:
    organization = _with_what_it_was(request, pk)
    if organization is None:
        duplicate = get_object_or_404(Organization.objects.exclude(merged_into=None), pk=pk)
        return redirect("members:organization_detail", duplicate.merged_into_id)
    people = Person.objects.visible_to(request.user)
    seen = Exists(people.filter(pk=OuterRef("person")).order_by())
    itself = Q(organization=organization) | Q(organization__merged_into=organization)
    mandates = list(Mandate.objects.filter(itself).select_related("person").annotate(is_seen=seen))
    # The past of an organization is known to itself and to the secretariat; others see who speaks for it.
    knows_all = can_speak_of(request.user, organization)
    if not knows_all:
        mandates = [one for one in mandates if one.is_seen]
    terms = list(SecretariatTerm.objects.filter(itself)) if organization.is_member else []
    asked = represented.day_asked(request.GET.get("on"))
    colleagues = list(people.filter(organization=organization)[: SHOWN_PEOPLE + 1])
    context = {
        "nav": "members",
        "organization": organization,
        "mandates": mandates,
        "asked": asked,
        "knows_all": knows_all,
        "answer": represented.answer(mandates, asked) if asked and knows_all else "",
        "picture": represented.picture(mandates, asked) if knows_all else None,
        "advocacy": advocacy(request.user, organization),
        "terms": terms,
        "duplicates": organization.duplicates if knows_all else [],
        "topics": topics_by_kind(organization),
        "current": current(mandates) + current(terms),
        "coming": coming(mandates) + coming(terms),
        "people": colleagues[:SHOWN_PEOPLE],
        "more_people": len(colleagues) > SHOWN_PEOPLE,
        "can_edit": can_coordinate(request.user),
        "can_speak_of": knows_all,
        "can_name_alternates": not organization.has_left and can_name_alternates(request.user, organization),
        "can_add_people": can_edit_person(request.user, Person(organization=organization)),
    }
    return render(request, "members/organization_detail.html", context)


def _with_what_it_was(request: HttpRequest, pk: int) -> Organization | None:
    """With the names of its `duplicates`, and how it was `assessed` last and before."""
    names = ArrayAgg("merged__name", filter=Q(merged__isnull=False), default=[])
    seen = Organization.objects.visible_to(request.user).annotate(duplicates=names, assessed=latest_two())
    return seen.filter(pk=pk).first()


def topics_by_kind(organization: Organization) -> list[tuple[str, list[Topic]]]:
    """[("Themes", […]), ("Populations it works with", […])], those that it has."""
    found = list(organization.topics.all())
    titles = ((Topic.Kind.THEME, _("Themes")), (Topic.Kind.POPULATION, _("Populations it works with")))
    grouped = [(title, [one for one in found if one.kind == kind]) for kind, title in titles]
    return [(title, topics) for title, topics in grouped if topics]


class OrganizationSave:
    """The form's values through the service; what only the database knows becomes an error at its field."""

    model = Organization
    form_class = OrganizationForm
    extra_context = {"nav": "members"}

    def form_valid(self, form: OrganizationForm) -> HttpResponse:
        try:
            organization = save_organization(form.instance, actor=self.request.user, topics=form.topics())
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(organization)


@method_decorator(only(can_coordinate), name="dispatch")
class OrganizationCreate(OrganizationSave, CreateView):
    pass


@method_decorator(only(can_coordinate), name="dispatch")
class OrganizationUpdate(OrganizationSave, UpdateView):
    pass
