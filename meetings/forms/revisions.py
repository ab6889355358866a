from django import forms


class PairForm(forms.Form):
    """Two saves of a text, by key; without `old` the one before `new`."""

    new = forms.IntegerField(min_value=1)
    old = forms.IntegerField(min_value=1, required=False)
