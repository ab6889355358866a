from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.forms.fields import DateInput


class SecretariatTermForm(forms.Form):
    starts_on = forms.DateField(label=_("Starts on"), initial=timezone.localdate, widget=DateInput())
