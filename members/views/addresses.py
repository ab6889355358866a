from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from members.forms.organizations import ConfidentialAddressForm
from members.models import ConfidentialAddress, Organization
from members.permissions import can_speak_of
from members.services.organizations import save_confidential_address
from members.views.gates import inside


@inside
def address_update(request: HttpRequest, pk: int) -> HttpResponse:
    """The only page that shows the address; to others it isn't there."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    if not can_speak_of(request.user, organization):
        raise Http404
    known = ConfidentialAddress.objects.visible_to(request.user).filter(organization=organization).first()
    form = ConfidentialAddressForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        save_confidential_address(organization, form.cleaned_data["text"], actor=request.user)
        messages.success(request, _("Saved."))
        return redirect(organization)
    context = {"nav": "members", "organization": organization, "form": form}
    return render(request, "members/address_form.html", context)
