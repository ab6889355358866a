from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.fields import DateInput
from members.models import ConfidentialAddress, Organization, Topic
from members.places import departments


class TopicsField(forms.MultipleChoiceField):
    """Tick all that apply."""

    widget = forms.CheckboxSelectMultiple


class OrganizationForm(forms.ModelForm):
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    department = forms.ChoiceField(
        label=_("Department"), required=False, choices=lambda: [("", _("National, or none")), *departments()]
    )
    themes = TopicsField(label=_("Themes"), required=False)
    populations = TopicsField(label=_("Populations it works with"), required=False)

    field_order = ["name", "acronym", "kind", "level", "department", "municipality", "website", "themes", "populations"]

    class Meta:
        model = Organization
        fields = [
            "name",
            "acronym",
            "kind",
            "level",
            "department",
            "municipality",
            "website",
            "status",
            "joined_on",
            "left_on",
            "leaving_reason",
        ]
        widgets = {"joined_on": DateInput(), "left_on": DateInput(), "leaving_reason": forms.Textarea({"rows": 3})}
        help_texts = {
            "level": _("For authorities: where it has its powers."),
            "status": _(
                "While it is paused it is asked for no review and takes on nothing new; its people still read."
            ),
            "joined_on": _("For members of the alliance: the day it joined."),
            "left_on": _("From this day on its representatives have no access."),
            "leaving_reason": _("Goes with the day of leaving. Only the secretariat and the organization read it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._topics = {str(one.pk): one for one in Topic.objects.all()}
        chosen = set(self.instance.topics.values_list("pk", flat=True)) if self.instance.pk else set()
        for name, kind in (("themes", Topic.Kind.THEME), ("populations", Topic.Kind.POPULATION)):
            offered = [(key, str(one)) for key, one in self._topics.items() if one.kind == kind]
            if not offered:
                del self.fields[name]
                continue
            self.fields[name].choices = offered
            self.initial.setdefault(name, [key for key, _name in offered if int(key) in chosen])

    def clean(self) -> dict:
        data = super().clean()
        if data.get("left_on") and not data.get("leaving_reason") and "leaving_reason" not in self.errors:
            self.add_error("leaving_reason", _("Say why it leaves: the day and the reason belong together."))
        if data.get("leaving_reason") and not data.get("left_on") and "left_on" not in self.errors:
            self.add_error("left_on", _("There is a reason for leaving: say on which day, or clear the reason."))
        return data

    def topics(self) -> list[Topic]:
        """All that was ticked, of both kinds."""
        ticked = [*self.cleaned_data.get("themes", []), *self.cleaned_data.get("populations", [])]
        return [self._topics[key] for key in ticked]


class PublicCardForm(forms.Form):
    """Field by field; nothing is public that nobody ticked."""

    public_fields = forms.MultipleChoiceField(
        label=_("What everybody may see"),
        required=False,
        choices=Organization.PublicField.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: there is no public card."),
    )

    def clean_public_fields(self) -> list[str]:
        chosen = self.cleaned_data["public_fields"]
        if chosen and Organization.PublicField.NAME not in chosen:
            raise forms.ValidationError(_("A public card without the name says nothing: show the name too."))
        return chosen


class ConfidentialAddressForm(forms.ModelForm):
    class Meta:
        model = ConfidentialAddress
        fields = ["text"]
        labels = {"text": _("Confidential address")}
        widgets = {"text": forms.Textarea({"rows": 3, "autocomplete": "off"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
