from django import forms
from django.utils.translation import gettext_lazy as _


class MinutesForm(forms.Form):
    """`lock_version`: of the text that the writer began with."""

    text = forms.CharField(
        label=_("Text of the minutes"),
        help_text=_("Markdown: ## heading, - list, **bold**. No place and no contact data: all the body reads it."),
        widget=forms.Textarea(attrs={"rows": 24}),
        max_length=200_000,
        required=False,
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class PublishForm(forms.Form):
    lock_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
