from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.fields import DateInput
from members.models import Organization
from members.places import departments


class OrganizationForm(forms.ModelForm):
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    department = forms.ChoiceField(
        label=_("Department"), required=False, choices=lambda: [("", _("National, or none")), *departments()]
    )

    class Meta:
        model = Organization
        fields = ["name", "acronym", "kind", "level", "department", "municipality", "website", "joined_on", "left_on"]
        widgets = {"joined_on": DateInput(), "left_on": DateInput()}
        help_texts = {
            "level": _("For authorities: where it has its powers."),
            "joined_on": _("For members of the alliance: the day it joined."),
            "left_on": _("From this day on its representatives have no access."),
        }
