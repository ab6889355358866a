from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.models import SwotItem
from members.models import Organization

LONGEST = SwotItem._meta.get_field("text").max_length


class SwotAddForm(forms.Form):
    quadrant = forms.ChoiceField(label=_("Quadrant"), choices=SwotItem.Quadrant.choices, widget=forms.RadioSelect)
    lines = forms.CharField(
        label=_("Items"), help_text=_("One a line."), widget=forms.Textarea(attrs={"rows": 6}), max_length=20_000
    )
    raised_by = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Raised by"), required=False, empty_label=_("the meeting")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["raised_by"].queryset = Organization.objects.active_members()

    def clean_lines(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["lines"].splitlines()]
        too_long = [n for n, line in enumerate(lines, start=1) if len(line) > LONGEST]
        if too_long:
            raise ValidationError(
                _("Line %(n)s is longer than %(most)s letters."), params={"n": too_long[0], "most": LONGEST}
            )
        return [line for line in lines if line]


class SwotForm(forms.ModelForm):
    class Meta:
        model = SwotItem
        fields = ["quadrant", "text", "raised_by"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["raised_by"].queryset = Organization.objects.members()
