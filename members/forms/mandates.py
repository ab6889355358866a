from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.forms.fields import DateInput
from members.models import Mandate, Organization, Person


class MandateForm(forms.Form):
    """Somebody of the organization, or somebody new by name and e-mail: `chosen_person()` says who."""

    role = forms.ChoiceField(label=_("Role"), choices=Mandate.Role.choices)
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), required=False, empty_label=_("Somebody new (write below)")
    )
    name = forms.CharField(label=_("Name of the new person"), required=False, max_length=150)
    email = forms.EmailField(label=_("E-mail of the new person"), required=False)
    starts_on = forms.DateField(label=_("Starts on"), initial=timezone.localdate, widget=DateInput())

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["person"].queryset = organization.people.all()
        if not organization.is_member:
            self.fields["role"].choices = [c for c in Mandate.Role.choices if c[0] != Mandate.Role.COORDINATOR]

    def clean(self) -> dict:
        cleaned = super().clean()
        person, name, email = (cleaned.get(field) for field in ("person", "name", "email"))
        if person and (name or email):
            raise ValidationError({"person": _("Choose a person, or write the name of a new one: not both.")})
        if not person and "person" not in self.errors:
            if not name and "name" not in self.errors:
                self.add_error("name", _("Choose a person above, or write the name of the new one."))
            if not email and "email" not in self.errors:
                self.add_error("email", _("Write the e-mail of the new person: invitations go there."))
            elif self.organization.people.filter(name__iexact=name, email__iexact=email).exists():
                self.add_error("person", _("This person is in the directory already: choose them here."))
        return cleaned

    def chosen_person(self) -> Person:
        """Not yet written where it is somebody new."""
        chosen = self.cleaned_data
        new = Person(name=chosen["name"], email=chosen["email"], organization=self.organization)
        return chosen["person"] or new
