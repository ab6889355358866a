from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.forms.fields import DateInput
from members.models import Mandate, Organization, Person
from members.text import normalized

NEW = "new"
END_HELP = _("The first day without it. Leave it empty where no end is agreed.")


class PeriodForm(forms.Form):
    """From a day on, up to another."""

    starts_on = forms.DateField(label=_("Starts on"), initial=timezone.localdate, widget=DateInput())
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DateInput(), help_text=END_HELP)


class EndForm(forms.Form):
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DateInput(), help_text=END_HELP)


class MandateForm(PeriodForm):
    """Somebody of the organization, or somebody by name and e-mail: `chosen_person()` says who.

    Where the e-mail is in the directory already, the form asks whether it is the same person: somebody may speak for
    several organizations over time, and stays one person.
    """

    role = forms.ChoiceField(label=_("Role"), choices=Mandate.Role.choices)
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), required=False, empty_label=_("Somebody new (write below)")
    )
    name = forms.CharField(label=_("Name of the new person"), required=False, max_length=150)
    email = forms.EmailField(label=_("E-mail of the new person"), required=False)

    field_order = ["role", "person", "name", "email", "known", "starts_on", "ends_on"]

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["person"].queryset = organization.people.exclude(erasures__decision="erased")
        if not organization.is_member:
            self.fields["role"].choices = [c for c in Mandate.Role.choices if c[0] != Mandate.Role.COORDINATOR]
        self._ask_whether_known()

    def _ask_whether_known(self) -> None:
        typed = (self.data.get("email") or "").replace("\x00", "").strip()
        found = Person.objects.filter(email__iexact=typed).select_related("organization")[:5] if typed else []
        self.known = {str(one.pk): one for one in found}
        if not self.known or self.data.get("person"):
            return
        names = [(pk, f"{one.name} · {one.organization or '—'}") for pk, one in self.known.items()]
        self.fields["known"] = forms.ChoiceField(
            label=_("This e-mail is in the directory already. Who gets the mandate?"),
            choices=[*names, (NEW, _("Somebody else, who shares this address"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say whether it is the same person.")},
        )
        self.order_fields(self.field_order)

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
        if cleaned.get("known") == NEW and any(normalized(one.name) == normalized(name) for one in self.known.values()):
            self.add_error("known", _("The name is the same too: choose the person that is there."))
        return cleaned

    def chosen_person(self) -> Person:
        """Not yet written where it is somebody new."""
        chosen = self.cleaned_data
        new = Person(name=chosen["name"], email=chosen["email"], organization=self.organization)
        return chosen["person"] or self.known.get(chosen.get("known", NEW)) or new
