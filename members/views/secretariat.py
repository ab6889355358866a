from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.forms.mandates import EndForm, PeriodForm
from members.models import Organization, SecretariatTerm
from members.permissions import can_coordinate
from members.services.secretariat import end_term, move_term_end, start_term
from members.views.gates import only


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def secretariat_create(request: HttpRequest, pk: int) -> HttpResponse:
    members = Organization.objects.visible_to(request.user).members()
    organization = get_object_or_404(members, pk=pk)
    form = PeriodForm(request.POST or None)
    if form.is_valid():
        try:
            start_term(organization, **form.cleaned_data, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The term is on record."))
            return redirect(organization)
    context = {"nav": "members", "organization": organization, "form": form}
    return render(request, "members/secretariat_create.html", context)


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def secretariat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """By GET what will happen, by POST it happens."""
    term = get_object_or_404(SecretariatTerm.objects.select_related("organization"), pk=pk)
    if request.method != "POST":
        others = SecretariatTerm.objects.current().exclude(pk=term.pk).exists()
        context = {"nav": "members", "term": term, "is_last": not others}
        return render(request, "members/secretariat_end.html", context)
    try:
        end_term(term, actor=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The term has ended. It stays in the organization's history."))
    return redirect(term.organization)


@only(can_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def secretariat_move_end(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on longer, or ends earlier, or without end."""
    term = get_object_or_404(SecretariatTerm.objects.select_related("organization"), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ends_on": term.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            move_term_end(term, form.cleaned_data["ends_on"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(term.organization)
    return render(request, "members/term_end.html", {"nav": "members", "term": term, "form": form})
