from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.forms.share.recipients import PeopleForm
from actionplans.models import RecipientList


class ListNameForm(forms.ModelForm):
    class Meta:
        model = RecipientList
        fields = ["name"]


class ListPeopleForm(PeopleForm):
    """Who is on a saved list. Somebody without an address may be: the share says that they are left out."""

    def clean(self) -> dict:
        data = super().clean()
        if not self.named and not self.errors:
            raise forms.ValidationError(_("A list needs at least one person. To be rid of it, delete it."))
        return data
