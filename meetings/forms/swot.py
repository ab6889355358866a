from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.models import SwotItem
from meetings.services.swot import Arranged
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


class ArrangeForm(forms.Form):
    """One row an item: its topic and points, and in hidden fields what the page showed."""

    def __init__(self, *args, items: list[SwotItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            topic = forms.CharField(label=_("Topic"), required=False, max_length=80, initial=item.topic)
            topic.widget.attrs["list"] = "topics"
            points = forms.IntegerField(
                label=_("Points"), required=False, min_value=0, max_value=9999, initial=item.points
            )
            self.fields |= {
                f"topic-{item.pk}": topic,
                f"points-{item.pk}": points,
                f"was-topic-{item.pk}": _shown(forms.CharField, item.topic),
                f"was-points-{item.pk}": _shown(forms.IntegerField, item.points),
            }

    def rows(self) -> dict[int, list[forms.BoundField]]:
        names = ("topic", "points", "was-topic", "was-points")
        return {item.pk: [self[f"{name}-{item.pk}"] for name in names] for item in self.items}

    def arranged(self) -> list[Arranged]:
        data = self.cleaned_data
        return [
            Arranged(
                item.pk,
                (data[f"was-topic-{item.pk}"], data[f"was-points-{item.pk}"] or 0),
                (" ".join(data[f"topic-{item.pk}"].split()), data[f"points-{item.pk}"] or 0),
            )
            for item in self.items
            if f"topic-{item.pk}" in self.data  # added meanwhile: not on this writer's page
        ]


def _shown(kind: type[forms.Field], value) -> forms.Field:
    return kind(required=False, initial=value, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
