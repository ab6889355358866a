from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actionplans.models import ActionPlan, PlanVersion
from members.forms.fields import DateInput

MOST = 12


class PlanForm(forms.ModelForm):
    class Meta:
        model = ActionPlan
        fields = ["title", "title_en", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}


class NewPlanForm(PlanForm):
    """`start`: nothing, "axes", or the key of the version to begin with; `found` is that version."""

    start = forms.ChoiceField(label=_("Start from"), widget=forms.RadioSelect, required=False)
    shifted = forms.BooleanField(
        label=_("Move the dates along"),
        required=False,
        initial=True,
        help_text=_("By what lies between the beginnings of the two plans, where you start from another one."),
    )

    def __init__(self, *args, versions: QuerySet[PlanVersion], **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {str(one.pk): one for one in versions[:MOST]}
        others = [(pk, _("what “%(plan)s” says") % {"plan": one.plan}) for pk, one in self.versions.items()]
        axes = ("axes", _("the seven axes of the national strategy against trafficking in persons"))
        self.fields["start"].choices = [("", _("an empty plan")), axes, *others]
        if not others:
            del self.fields["shifted"]

    def clean_start(self) -> PlanVersion | str:
        return self.versions.get(self.cleaned_data["start"], self.cleaned_data["start"])
