from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Body


class OverTimeForm(forms.Form):
    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.all(), required=False, empty_label=_("any"))
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1990, max_value=2100)
