"""What organizations let everybody see, and where they choose it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.forms.organizations import PublicCardForm
from members.models import Organization
from members.paging import keyset_page
from members.permissions import can_speak_of
from members.presentation.public_cards import card
from members.services.organizations import choose_public_fields
from members.views.gates import inside


@require_safe
def card_list(request: HttpRequest) -> HttpResponse:
    shown = Organization.objects.with_public_card().prefetch_related("topics")
    page = keyset_page(shown, after=request.GET.get("after"))
    return render(request, "members/card_list.html", {"page": page, "cards": [card(one) for one in page]})


@require_safe
def card_detail(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Organization.objects.with_public_card(), pk=pk)
    return render(request, "members/card_detail.html", {"card": card(shown)})


@inside
def card_update(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.visible_to(request.user).members(), pk=pk)
    if not can_speak_of(request.user, organization):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None  # no box ticked is an answer too
    form = PublicCardForm(sent, initial={"public_fields": organization.public_fields})
    if form.is_valid():
        choose_public_fields(organization, form.cleaned_data["public_fields"], actor=request.user)
        messages.success(request, _("Saved."))
        return redirect(organization)
    context = {"nav": "members", "organization": organization, "form": form, "card": card(organization)}
    return render(request, "members/card_form.html", context)
