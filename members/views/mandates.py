from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.forms.mandates import EndForm, MandateForm
from members.forms.replacement import ReplacementForm
from members.models import Mandate, Organization
from members.permissions import can_coordinate
from members.services.mandates import end_mandate, grant_mandate, move_end
from members.services.replacement import replace_representative
from members.views.gates import only


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_create(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    form = MandateForm(request.POST or None, organization=organization)
    if form.is_valid():
        chosen = {field: form.cleaned_data[field] for field in ("role", "starts_on", "ends_on")}
        try:
            grant_mandate(organization, person=form.chosen_person(), **chosen, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The mandate is on record."))
            return redirect(organization)
    context = {"nav": "members", "organization": organization, "form": form}
    return render(request, "members/mandate_create.html", context)


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_end(request: HttpRequest, pk: int) -> HttpResponse:
    """By GET what will happen, by POST it happens."""
    mandates = Mandate.objects.select_related("person", "organization")
    mandate = get_object_or_404(mandates, pk=pk, organization__in=Organization.objects.visible_to(request.user))
    if request.method != "POST":
        others = mandate.person.mandates.current().exclude(pk=mandate.pk).exists()
        context = {"nav": "members", "mandate": mandate, "keeps_access": others}
        return render(request, "members/mandate_end.html", context)
    try:
        end_mandate(mandate, actor=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The mandate has ended. It stays in the organization's history."))
    return redirect(mandate.organization)


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_move_end(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on longer, or ends earlier, or without end."""
    mandates = Mandate.objects.select_related("person", "organization")
    mandate = get_object_or_404(mandates, pk=pk, organization__in=Organization.objects.visible_to(request.user))
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ends_on": mandate.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            move_end(mandate, form.cleaned_data["ends_on"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(mandate.organization)
    context = {"nav": "members", "term": mandate, "mandate": mandate, "form": form}
    return render(request, "members/term_end.html", context)


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_replace(request: HttpRequest, pk: int) -> HttpResponse:
    mandates = Mandate.objects.select_related("person", "organization")
    mandate = get_object_or_404(mandates, pk=pk, organization__in=Organization.objects.visible_to(request.user))
    form = ReplacementForm(request.POST or None, mandate=mandate)
    if request.method == "POST" and form.is_valid():
        person, days = form.chosen_person(), form.cleaned_data
        try:
            replace_representative(mandate, person, days["starts_on"], ends_on=days["ends_on"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(new)s follows %(old)s.") % {"new": person.name, "old": mandate.person.name})
            if not person.email:
                messages.warning(request, _("%s has no e-mail: write it down, then invite them.") % person.name)
            return redirect(mandate.organization)
    context = {"nav": "members", "mandate": mandate, "organization": mandate.organization, "form": form}
    return render(request, "members/mandate_replace.html", context)
