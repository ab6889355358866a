from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.models import Organization, Person, User


class AcceptForm(forms.Form):
    """A password, twice. The address is the invitation's, and isn't asked."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Several words that only you would put together are good."),
    )
    again = forms.CharField(
        label=_("The password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email))
        return password

    def clean(self) -> dict:
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            raise ValidationError({"again": _("The two passwords are not the same.")})
        return data


class AlternateForm(forms.ModelForm):
    """Somebody of the organization without an account, or somebody new."""

    colleague = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), required=False, empty_label=_("Somebody new (write below)")
    )

    class Meta:
        model = Person
        fields = ["name", "email", "language"]
        labels = {"name": _("Name of the new person"), "email": _("E-mail of the new person")}

    field_order = ["colleague", "name", "email", "language"]

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = organization.people.filter(user=None).exclude(email="")
        self.fields["name"].required = False

    def clean(self) -> dict:
        data = super().clean()
        if data.get("colleague"):
            return data
        if not data.get("name"):
            self.add_error("name", _("Choose a person above, or write the name of the new one."))
        if not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail of the new person: invitations go there."))
        return data

    def chosen_person(self) -> Person:
        """Not yet written where it is somebody new."""
        return self.cleaned_data["colleague"] or self.instance
