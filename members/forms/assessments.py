from django import forms

from members.forms.fields import DateInput
from members.models import Assessment


class AssessmentForm(forms.ModelForm):
    class Meta:
        model = Assessment
        fields = ["interest", "influence", "position", "assessed_on", "words"]
        widgets = {
            "interest": forms.RadioSelect,
            "influence": forms.RadioSelect,
            "position": forms.RadioSelect,
            "assessed_on": DateInput(),
            "words": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("interest", "influence", "position"):  # nothing is chosen by itself
            self.fields[name].choices = [pair for pair in self.fields[name].choices if pair[0] != ""]
