from django import forms
from django.utils.translation import gettext_lazy as _


class AcknowledgeForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=150)
    position = forms.CharField(label=_("Your position"), max_length=150, required=False)
    note = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you want to say something about the plan to whoever sent it."),
    )
