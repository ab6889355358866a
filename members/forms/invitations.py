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
    consent = forms.BooleanField(
        label=_("I have read how personal data are treated, and I consent to it"),
        help_text=_("The text and the day are kept, and you can take it back."),
        error_messages={"required": _("Without your consent no account can be opened: the alliance must ask for it.")},
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
        self.organization = organization
        self.fields["colleague"].queryset = organization.people.exclude(email="").exclude(erasures__decision="erased")
        self.fields["name"].required = False

    def clean(self) -> dict:
        data = super().clean()
        if data.get("colleague"):
            return data
        if not data.get("name"):
            self.add_error("name", _("Choose a person above, or write the name of the new one."))
        if not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail of the new person: invitations go there."))
        elif self.organization.people.filter(email__iexact=data.get("email") or "-").exists():
            self.add_error("colleague", _("This e-mail is of somebody in the directory already: choose them here."))
        return data

    def chosen_person(self) -> Person:
        """Not yet written where it is somebody new."""
        return self.cleaned_data["colleague"] or self.instance
