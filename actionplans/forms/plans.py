from django import forms

from actionplans.models import ActionPlan
from members.forms.fields import DateInput


class PlanForm(forms.ModelForm):
    class Meta:
        model = ActionPlan
        fields = ["title", "title_en", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
