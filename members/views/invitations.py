"""Inviting somebody to an account, and the invited person's page behind the link."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from members import policy
from members.forms.invitations import AcceptForm, AlternateForm
from members.models import Invitation, Organization, Person, roles_of
from members.permissions import can_name_alternates
from members.services import invitations as services
from members.views.by_link import language_of, private
from members.views.gates import inside


@inside
@require_POST
def invitation_create(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    try:
        invitation = services.invite(person, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation is on its way to %s.") % invitation.email)
    return redirect(person)


@inside
@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Invitation.objects.filter(person__in=Person.objects.visible_to(request.user)).select_related("person")
    invitation = get_object_or_404(seen, pk=pk)
    services.take_back(invitation, actor=request.user)
    messages.success(request, _("The link of that invitation no longer works."))
    return redirect(invitation.person)


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def alternate_create(request: HttpRequest, pk: int) -> HttpResponse:
    """The principal of an organization names who speaks in their place."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    if not can_name_alternates(request.user, organization):
        raise PermissionDenied
    form = AlternateForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.name_alternate(organization, form.chosen_person(), actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("The invitation is on its way to %s.") % invitation.email if invitation else _("Saved.")
            messages.success(request, said)
            return redirect(organization)
    context = {"nav": "members", "organization": organization, "form": form}
    return render(request, "members/alternate_create.html", context)


@csrf_exempt  # the page sends no referrer, so browsers say "Origin: null"; the link itself is what proves the right
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the account is made by the form's POST, and logs in."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise PermissionDenied  # from another site's page: it would log its visitor into an account of its choice
    try:
        invitation = services.invitation_of(token)
    except services.NoInvitation:
        language = language_of(request)
        with translation.override(language):
            return private(render(request, "members/invitation_unavailable.html", status=404), language)
    with translation.override(language := language_of(request, invitation.person.language)):
        if request.user.is_authenticated:
            context = {"invitation": invitation}
            return private(render(request, "members/invitation_of_another.html", context, status=409), language)
        return private(_accept(request, token, invitation), language)


def _accept(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.accept(token, form.cleaned_data["password"], language=get_language() or "es")
        except services.NoInvitation:
            return render(request, "members/invitation_unavailable.html", status=404)
        messages.success(request, _("Your account is open. Welcome."))
        # Before the mandate begins there is nothing to take over yet: home says from which day on.
        landing = reverse("handover" if roles_of(user).is_inside else "home")
        return perform_login(request, Login(user=user, email=user.email, redirect_url=landing))
    person = invitation.person
    mandates = services.mandates_ahead(person)
    shown = policy.paragraphs(get_language() or "es")
    context = {"form": form, "invitation": invitation, "person": person, "mandates": mandates, "policy": shown}
    return render(request, "members/invitation_accept.html", context)
