from django import forms
from django.utils.translation import gettext_lazy as _


class DeclineForm(forms.Form):
    words = forms.CharField(
        label=_("Why not"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this. The law knows few reasons, such as a duty to keep."),
    )
