from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actionplans.models import Evidence, ProgressReport, ReportingPeriod
from actionplans.services.errors import Refused
from actionplans.services.evidence import from_file, from_link
from members.forms.fields import DateInput


class PeriodForm(forms.ModelForm):
    class Meta:
        model = ReportingPeriod
        fields = ["name", "starts_on", "ends_on", "due_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "due_on": DateInput}
        help_texts = {"name": _("Such as: first half of 2019.")}

    def clean(self) -> dict:
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The period can't end before it starts."))
        return data


class ReopenForm(forms.Form):
    due_on = forms.DateField(label=_("Reports until"), widget=DateInput)


class ReportForm(forms.Form):
    """One activity, one organization. `indicators`: [(PlanItem, label)], each a number that may stay empty."""

    state = forms.ChoiceField(
        label=_("How is it going?"), choices=ProgressReport.State.choices, widget=forms.RadioSelect
    )
    percent = forms.TypedChoiceField(
        label=_("How far?"), choices=[(n, f"{n} %") for n in (0, 25, 50, 75, 100)], coerce=int, initial=0
    )
    words = forms.CharField(
        label=_("In your words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was done, or why not. “No progress” is an answer too."),
        error_messages={"required": _("Write at least: no progress.")},
    )

    link = forms.URLField(
        label=_("Link to evidence"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Such as https://…"),
    )
    file = forms.FileField(
        label=_("File as evidence"),
        required=False,
        help_text=_("A PDF or a picture, at most 5 MB. No names, faces or data of victims."),
    )

    def __init__(self, *args, indicators: list, sent: QuerySet[Evidence], **kwargs):
        """`sent`: evidence that came with the organization's word before, in the same period."""
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        self._offer(list(sent.defer("data")))
        for indicator, label in indicators:
            self.fields[f"value_{indicator.pk}"] = forms.DecimalField(
                label=label, required=False, max_digits=18, decimal_places=4, localize=True
            )
        self.order_fields(["state", "percent", "words", *(f"value_{one.pk}" for one, _label in indicators), "keep"])

    def _offer(self, sent: list[Evidence]) -> None:
        if not sent:
            return
        self.fields["keep"] = forms.TypedMultipleChoiceField(
            label=_("Evidence that you sent already"),
            choices=[(one.pk, str(one)) for one in sent],
            coerce=int,
            required=False,
            initial=[one.pk for one in sent],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("What is ticked comes along; you need not send it again."),
        )
        self.kept = {one.pk: one for one in sent}

    def keep(self) -> list[Evidence]:
        return [self.kept[pk] for pk in self.cleaned_data.get("keep", ())]

    def clean_file(self) -> Evidence | None:
        file = self.cleaned_data["file"]
        try:
            return from_file(file) if file else None
        except Refused as refused:
            raise forms.ValidationError(str(refused.words)) from None

    def evidence(self) -> list[Evidence]:
        link, file = self.cleaned_data["link"], self.cleaned_data["file"]
        return [*([from_link(link)] if link else []), *([file] if file else [])]

    def values(self) -> dict:
        found = {indicator: self.cleaned_data[f"value_{indicator.pk}"] for indicator, _label in self.indicators}
        return {indicator: value for indicator, value in found.items() if value is not None}
